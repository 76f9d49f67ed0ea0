package stoa.catalog.provider.docker;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An answer over HTTP/1.1 on a connection that is closed after it (RFC 9112): as much of the protocol as an engine's
 * client needs, every part of it bounded. The JDK's client knows no socket files.
 */
record HttpAnswer(int status, byte[] body) {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");
    private static final int LONGEST_LINE = 8192;
    private static final int MOST_LINES = 100;

    /** What came is no answer, or too much of one. */
    static final class Malformed extends IOException {
        Malformed(String words) {
            super(words);
        }

        /** To be put behind "the answer of ...". */
        String words() {
            return String.valueOf(getMessage());
        }
    }

    /** How long a body is. */
    private sealed interface Framing {
        record Chunked() implements Framing {}

        record Length(long bytes) implements Framing {}

        record UntilTheEnd() implements Framing {}
    }

    /** @throws Malformed when what comes is not HTTP, or its body is longer than so many bytes */
    static HttpAnswer read(InputStream in, int mostBytes) throws IOException {
        var status = STATUS_LINE.matcher(line(in));
        if (!status.matches()) {
            throw new Malformed("is not HTTP");
        }
        Framing framing = new Framing.UntilTheEnd();
        var lines = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (++lines > MOST_LINES) {
                throw new Malformed("has too many headers");
            }
            framing = framing(framing, line);
        }
        return new HttpAnswer(Integer.parseInt(status.group(1)), body(in, framing, mostBytes));
    }

    private static Framing framing(Framing before, String line) throws Malformed {
        var colon = line.indexOf(':');
        if (colon < 1) {
            throw new Malformed("is not HTTP");
        }
        var value = line.substring(colon + 1).strip();
        return switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "transfer-encoding" -> {
                if (!value.equalsIgnoreCase("chunked")) {
                    throw new Malformed("is encoded in a way that is not understood");
                }
                yield new Framing.Chunked();
            }
            // chunks win over a length (RFC 9112, section 6.3)
            case "content-length" -> before instanceof Framing.Chunked ? before : new Framing.Length(number(value, 10));
            default -> before;
        };
    }

    private static byte[] body(InputStream in, Framing framing, int mostBytes) throws IOException {
        var body = new ByteArrayOutputStream();
        switch (framing) {
            case Framing.Length length -> take(in, length.bytes(), body, mostBytes);
            case Framing.UntilTheEnd _ -> {
                body.write(in.readNBytes(mostBytes + 1));
                bound(body.size(), mostBytes);
            }
            case Framing.Chunked _ -> {
                for (var size = size(in); size > 0; size = size(in)) {
                    take(in, size, body, mostBytes);
                    if (!line(in).isEmpty()) {
                        throw new Malformed("has a chunk that is longer than it says");
                    }
                }
            }
        }
        return body.toByteArray();
    }

    private static void take(InputStream in, long bytes, ByteArrayOutputStream body, int mostBytes) throws IOException {
        bound(bytes + body.size(), mostBytes);
        var taken = in.readNBytes((int) bytes);
        if (taken.length < bytes) {
            throw new EOFException();
        }
        body.write(taken);
    }

    private static void bound(long bytes, int mostBytes) throws Malformed {
        if (bytes > mostBytes) {
            throw new Malformed("is longer than " + (mostBytes >> 20) + " MiB");
        }
    }

    private static long size(InputStream in) throws IOException {
        return number(line(in).replaceFirst(";.*", "").strip(), 16);
    }

    private static long number(String digits, int radix) throws Malformed {
        try {
            if (digits.length() <= 15 && !digits.startsWith("-") && !digits.startsWith("+")) {
                return Long.parseLong(digits, radix);
            }
        } catch (NumberFormatException e) {
            // answered below, as any number out of range
        }
        throw new Malformed("does not say how long it is");
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (line.size() == LONGEST_LINE) {
                throw new Malformed("has a line that is too long");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
