package stoa.main.platform;

import java.util.List;
import stoa.gateway.Gateway;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.stores.relational.RelationalStores;
import stoa.telemetry.Logs;

/**
 * Loads the rooms' heaviest classes on threads of their own while the command line and the settings are still being
 * read. It decides nothing: whatever does not come about here comes about at its first use.
 */
public final class Warming {
    private Warming() {}

    public static void begin() {
        Logs.prepare();
        for (Runnable room : List.<Runnable>of(RelationalStores::warm, () -> {
            Shell.warm();
            Gateway.warm();
            Client.warm();
        })) {
            Thread.ofPlatform().daemon().name("warming").start(room);
        }
    }
}
