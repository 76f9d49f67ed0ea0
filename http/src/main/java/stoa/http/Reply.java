package stoa.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer: status, headers, and a body that is either whole or a stream of events.
 *
 * @param headers in the order they are written; {@code Content-Type} among them
 */
public record Reply(int status, Map<String, String> headers, Body body) {

    public sealed interface Body {}

    /** A body that is there as a whole. */
    public record Bytes(byte[] bytes) implements Body {}

    /** Server-Sent Events, for as long as the producer runs and the client listens. */
    public record Events(EventProducer producer) implements Body {}

    /** Writes events to one client; returns or throws to end the stream. */
    @FunctionalInterface
    public interface EventProducer {
        /** @throws Exception ends the stream; the client's going away is an {@link java.io.IOException} of the stream */
        void produce(EventStream stream) throws Exception;
    }

    public static Reply json(Object value) {
        return json(200, value);
    }

    public static Reply json(int status, Object value) {
        return of(status, "application/json", Json.bytes(value));
    }

    public static Reply text(String text) {
        return of(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply html(Html page) {
        return of(200, "text/html; charset=utf-8", page.toString().getBytes(StandardCharsets.UTF_8));
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), new Bytes(new byte[0]));
    }

    public static Reply of(int status, String contentType, byte[] bytes) {
        return new Reply(status, Map.of("Content-Type", contentType), new Bytes(bytes));
    }

    public static Reply events(EventProducer producer) {
        return new Reply(200, Map.of("Content-Type", "text/event-stream", "Cache-Control", "no-store"),
                new Events(producer));
    }

    /** The same answer with one more header. */
    public Reply with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }
}
