package stoa.http;

import java.time.Duration;
import stoa.runtime.Settings;

/**
 * @param host the address services bind
 * @param port the port of a role that runs alone; 0 lets the system choose
 * @param requestTimeout the deadline of a request that brings none
 * @param maxBodyBytes larger bodies are 413
 * @param drainDelay how long a withdrawn service still takes requests, until every gateway has heard
 */
public record ShellSettings(String host, int port, Duration requestTimeout, long maxBodyBytes, Duration drainDelay) {

    /** @param port decided by the program, since it depends on which roles run */
    public static ShellSettings read(Settings in, String host, int port) {
        throw new UnsupportedOperationException();
    }
}
