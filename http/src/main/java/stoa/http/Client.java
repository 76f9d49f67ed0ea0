package stoa.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The platform's HTTP client: by service name or by address, blocking, keep-alive. Passes the current {@link Call}'s
 * request id, trace context and remaining deadline on.
 */
public final class Client implements AutoCloseable {
    public Client(Resolver resolver) {
        throw new UnsupportedOperationException();
    }

    /** A request to a service by name; {@code path} starts with a slash and may have a query. */
    public Outgoing to(String service, String method, String path) {
        throw new UnsupportedOperationException();
    }

    /** A request to an address. */
    public Outgoing at(String method, URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    /** A request being made ready. */
    public interface Outgoing {
        Outgoing header(String name, String value);

        Outgoing json(Object body);

        /** For the whole exchange; the current call's remaining deadline where it is shorter. 10 s by default. */
        Outgoing timeout(Duration timeout);

        /** Reads at most this much of the answer's body; the rest is an error. 1 MiB by default. */
        Outgoing maxBody(long bytes);

        /** @throws IOException refused, reset, timed out, not HTTP: the message says which, in a few words */
        Answer send() throws IOException;

        /**
         * Opens a stream of Server-Sent Events and hands each to {@code sink} until the stream ends. The timeout holds
         * for the head; afterwards silence of more than {@code silence} is an error.
         *
         * @throws IOException as {@link #send()}, and for an answer other than 200
         */
        void events(Optional<String> lastEventId, Duration silence, EventSink sink) throws IOException;
    }

    /** Takes one event of a stream; throws to leave it. */
    @FunctionalInterface
    public interface EventSink {
        void event(String id, String event, String data) throws IOException;
    }

    /** A whole answer; header names in lower case. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }

        /** @throws IOException when the body is not JSON of that shape */
        public <T> T json(Class<T> type) throws IOException {
            try {
                return Json.read(body, type);
            } catch (IllegalArgumentException e) {
                throw new IOException("the answer is not the JSON that was expected", e);
            }
        }
    }
}
