package stoa.catalog.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An HTTP/1 answer as far as a check looks at it (RFC 9112): status, header, and the body's first 64 KiB. However much is
 * sent, no more than that is ever held.
 */
final class Answer {
    static final int MOST_BODY = 64 * 1024;
    /** What {@link #skip()} takes at most. */
    static final int PIECE = 8 * 1024;

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)(?: .*)?");
    private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(?:;.*)?");
    private static final String PROTOCOL = "HTTP/1.";
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_HEAD = 64 * 1024;
    private static final int UNTIL_CLOSE = -1;
    private static final int CHUNKED = -2;

    private final Source source;
    private final byte[] buffer = new byte[4096];
    private final Map<String, List<String>> header = new HashMap<>();
    private int at;
    private int filled;
    private int headBytes;
    private int status;
    /** What is left of the body, or of a chunk where there are chunks. */
    private long left;
    private boolean chunked;
    private boolean ended;
    private boolean brokenOff;

    /** Where the bytes come from, each time in the time that is left. */
    @FunctionalInterface
    interface Source {
        /** As {@link java.io.InputStream#read(byte[], int, int)}. */
        int read(byte[] into, int from, int most) throws IOException;
    }

    /** What came is no answer that a check could judge. The message says so in words. */
    static final class Unfit extends IOException {
        Unfit(String words) {
            super(words);
        }
    }

    private Answer(Source source) {
        this.source = source;
    }

    /** Reads the head, and over those that come before the last word (1xx). @throws Unfit for anything else */
    static Answer read(Source source) throws IOException {
        var answer = new Answer(source);
        do {
            answer.readHead();
        } while (answer.status < 200);
        answer.frame();
        return answer;
    }

    int status() {
        return status;
    }

    /** @param pattern the value; with a {@code *} at its end how the value begins */
    boolean has(String name, String pattern) {
        var prefix = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : null;
        return header.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .anyMatch(v -> prefix == null ? v.equals(pattern) : v.startsWith(prefix));
    }

    /** Whether the body's first 64 KiB contain the text; reads no further than it has to. */
    boolean contains(String text) throws IOException {
        var wanted = text.getBytes(StandardCharsets.UTF_8);
        var seen = new byte[MOST_BODY];
        var length = 0;
        for (var n = 0; length < MOST_BODY && n >= 0; length += Math.max(0, n)) {
            n = body(seen, length, MOST_BODY - length);
            if (find(wanted, seen, Math.max(0, length - wanted.length + 1), length + Math.max(0, n))) {
                return true;
            }
        }
        if (brokenOff) {
            throw new Unfit("the answer was broken off");
        }
        return false;
    }

    private static boolean find(byte[] wanted, byte[] in, int from, int to) {
        for (var i = from; i + wanted.length <= to; i++) {
            if (Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** Takes and drops a little more of the body; false when there is no more of it. */
    boolean skip() throws IOException {
        return body(new byte[PIECE], 0, PIECE) >= 0;
    }

    private void readHead() throws IOException {
        var line = statusLine();
        var matched = STATUS_LINE.matcher(line);
        if (!matched.matches()) {
            throw new Unfit(line.isEmpty() && ended ? "closed without an answer" : "the answer is not HTTP");
        }
        status = Integer.parseInt(Objects.requireNonNull(matched.group(1)));
        header.clear();
        for (line = line(); !line.isEmpty(); line = line()) {
            var colon = line.indexOf(':');
            if (colon > 0) {
                header.computeIfAbsent(line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        _ -> new ArrayList<>()).add(line.substring(colon + 1).strip());
            }
        }
    }

    /** Fails with the first byte that no HTTP answer has there: what is no web server need not be waited for. */
    private String statusLine() throws IOException {
        var line = new StringBuilder();
        for (var next = next(); next >= 0 && next != '\n'; next = next()) {
            if (line.length() < PROTOCOL.length() && next != PROTOCOL.charAt(line.length())) {
                throw new Unfit("the answer is not HTTP");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var next = next(); next >= 0 && next != '\n'; next = next()) {
            if (line.length() == LONGEST_LINE) {
                throw new Unfit("the answer is not HTTP");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /** The next byte of a head, ISO 8859-1; less than nothing at the end. */
    private int next() throws IOException {
        if (++headBytes > MOST_HEAD) {
            throw new Unfit("the answer's head is longer than " + MOST_HEAD / 1024 + " KiB");
        }
        if (at == filled) {
            filled = source.read(buffer, 0, buffer.length);
            at = 0;
            if (filled <= 0) {
                filled = 0;
                ended = true;
                return -1;
            }
        }
        return buffer[at++] & 0xff;
    }

    private void frame() {
        chunked = header.getOrDefault("transfer-encoding", List.of()).stream()
                .anyMatch(v -> v.toLowerCase(Locale.ROOT).endsWith("chunked"));
        left = status == 204 || status == 304 ? 0 : chunked ? CHUNKED : length();
    }

    private long length() {
        var said = header.getOrDefault("content-length", List.of());
        try {
            return said.isEmpty() ? UNTIL_CLOSE : Math.max(0, Long.parseLong(said.getFirst()));
        } catch (NumberFormatException e) {
            return UNTIL_CLOSE;
        }
    }

    /** Some of the body, at least a byte; less than nothing at its end. */
    private int body(byte[] into, int from, int most) throws IOException {
        if (left == CHUNKED) {
            left = nextChunk();
        }
        if (left == 0 || ended) {
            return -1;
        }
        var n = some(into, from, left == UNTIL_CLOSE ? most : (int) Math.min(most, left));
        if (n <= 0) {
            ended = true;
            brokenOff = left != UNTIL_CLOSE;
            return -1;
        }
        if (left > 0) {
            left -= n;
            if (left == 0 && chunked) {
                line();
                left = CHUNKED;
            }
        }
        return n;
    }

    private long nextChunk() throws IOException {
        headBytes = 0;
        var line = line();
        var matched = CHUNK_SIZE.matcher(line);
        if (!matched.matches()) {
            throw new Unfit(ended ? "the answer was broken off" : "the answer is not HTTP");
        }
        return Long.parseLong(Objects.requireNonNull(matched.group(1)), 16);
    }

    private int some(byte[] into, int from, int most) throws IOException {
        if (at == filled) {
            return source.read(into, from, most);
        }
        var n = Math.min(most, filled - at);
        System.arraycopy(buffer, at, into, from, n);
        at += n;
        return n;
    }
}
