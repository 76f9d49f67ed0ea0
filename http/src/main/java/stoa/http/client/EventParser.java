package stoa.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Server-Sent Events out of bytes as they come (WHATWG HTML, section 9.2.6), handed to a sink one by one. */
final class EventParser {
    private final Client.EventSink sink;
    private final long limit;
    private final StringBuilder data = new StringBuilder();
    private byte[] line = new byte[1024];
    private int length;
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
            var rest = lineEnd(bytes) - bytes.position();
            if (rest > 0) {
                add(bytes, rest);
                afterReturn = false;
            }
            if (bytes.hasRemaining()) {
                var b = bytes.get();
                var secondHalf = b == '\n' && afterReturn;
                afterReturn = b == '\r';
                if (!secondHalf) {
                    endOfLine();
                }
            }
        }
    }

    private static int lineEnd(ByteBuffer bytes) {
        var i = bytes.position();
        for (var end = bytes.limit(); i < end; i++) {
            var b = bytes.get(i);
            if (b == '\n' || b == '\r') {
                break;
            }
        }
        return i;
    }

    private void add(ByteBuffer bytes, int count) throws IOException {
        if (length + (long) count + data.length() > limit) {
            throw Unreachable.tooLarge(limit);
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
        }
        bytes.get(line, length, count);
        length += count;
    }

    private void endOfLine() throws IOException {
        var text = new String(line, 0, length, StandardCharsets.UTF_8);
        length = 0;
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
