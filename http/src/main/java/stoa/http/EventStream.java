package stoa.http;

import java.io.IOException;

/** The open end of a stream of Server-Sent Events (WHATWG HTML, section 9.2). */
public interface EventStream {
    /** Sends one event; {@code data} may have several lines. @throws IOException when the client is gone */
    void send(String id, String event, String data) throws IOException;

    /** Sends a comment line, to keep the connection alive. @throws IOException when the client is gone */
    void comment(String text) throws IOException;

    /** True when the service drains: the producer should end. */
    boolean closing();
}
