package stoa.http.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Server-Sent Events out of bytes as they come (WHATWG HTML, section 9.2.6), handed to a sink one by one. */
final class EventParser {
    private final Client.EventSink sink;
    private final long limit;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private String lastId = "";
    private String event = "";
    private boolean first = true;
    private boolean afterReturn;

    /** @param limit the most that one event may hold, so that a peer cannot fill the memory */
    EventParser(Client.EventSink sink, long limit) {
        this.sink = sink;
        this.limit = limit;
    }

    /** @throws IOException for an event over the limit, and whatever the sink throws */
    void feed(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            var b = bytes.get();
            var secondHalf = b == '\n' && afterReturn;
            afterReturn = b == '\r';
            if (secondHalf) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                endOfLine();
            } else {
                line.write(b);
                if (line.size() + (long) data.length() > limit) {
                    throw Unreachable.tooLarge(limit);
                }
            }
        }
    }

    private void endOfLine() throws IOException {
        var text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (first && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        first = false;
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        var colon = text.indexOf(':');
        var field = colon < 0 ? text : text.substring(0, colon);
        var value = colon < 0 ? "" : text.substring(colon + 1);
        take(field, value.startsWith(" ") ? value.substring(1) : value);
    }

    private void take(String field, String value) {
        switch (field) {
            case "data" -> data.append(value).append('\n');
            case "event" -> event = value;
            case "id" -> lastId = value.indexOf('\0') < 0 ? value : lastId;
            default -> {
                // comments (an empty name), "retry", and fields that do not exist
            }
        }
    }

    private void dispatch() throws IOException {
        var type = event.isEmpty() ? "message" : event;
        event = "";
        if (data.isEmpty()) {
            return;
        }
        data.setLength(data.length() - 1);
        var whole = data.toString();
        data.setLength(0);
        sink.event(lastId, type, whole);
    }
}
