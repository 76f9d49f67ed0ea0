package stoa.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Map;

/** Writes replies to the server framework's responses. */
final class ReplyWriter {
    private final InFlight inFlight;
    private final Header identity;

    /** @param identity {@code service/instance}: who answers, for whoever has to know that nobody else does */
    ReplyWriter(InFlight inFlight, String identity) {
        this.inFlight = inFlight;
        this.identity = HeaderValues.createCached("X-Stoa-Identity", identity);
    }

    /**
     * Writes the whole reply, for a stream until it ends.
     *
     * @param head leaves the body out and says how long it would be
     * @return the bytes of the body that were written
     * @throws IOException when the client is gone
     * @throws Exception what the producer of a stream throws
     */
    long write(ServerResponse to, Reply reply, Call call, boolean head, boolean close) throws Exception {
        to.status(io.helidon.http.Status.create(reply.status(), Status.reason(reply.status())));
        headers(to, reply.headers());
        to.header(Calls.REQUEST_ID, call.requestId());
        to.header(identity);
        if (close) {
            to.header(HeaderValues.CONNECTION_CLOSE);
        }
        return switch (reply.body()) {
            case Reply.Bytes body -> bytes(to, reply.status(), body.bytes(), head);
            case Reply.Events events -> events(to, events, head);
        };
    }

    private static void headers(ServerResponse to, Map<String, String> headers) {
        for (var header : headers.entrySet()) {
            var value = header.getValue();
            if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("header " + header.getKey() + " has more than one line");
            }
            to.header(HeaderNames.create(header.getKey()), value);
        }
    }

    private static long bytes(ServerResponse to, int status, byte[] bytes, boolean head) {
        if (head) {
            if (bytes.length > 0) {
                to.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
            }
            to.send();
            return 0;
        }
        if (status == 204 || status == 304) {
            to.send();
            return 0;
        }
        to.send(bytes);
        return bytes.length;
    }

    private long events(ServerResponse to, Reply.Events events, boolean head) throws Exception {
        if (head) {
            to.send();
            return 0;
        }
        try (var out = to.outputStream()) {
            var stream = new EventWriter(out, inFlight::draining);
            // The framework sends the head with the first bytes: a client hears at once that the stream is open.
            stream.comment("open");
            events.producer().produce(stream);
            return stream.bytes();
        }
    }
}
