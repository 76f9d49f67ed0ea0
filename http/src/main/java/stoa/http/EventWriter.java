package stoa.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Writes Server-Sent Events (WHATWG HTML, section 9.2), each flushed as it comes. */
final class EventWriter implements EventStream {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final OutputStream out;
    private final BooleanSupplier closing;
    private long bytes;

    EventWriter(OutputStream out, BooleanSupplier closing) {
        this.out = out;
        this.closing = closing;
    }

    @Override
    public void send(String id, String event, String data) throws IOException {
        var text = new StringBuilder(data.length() + 64);
        if (!id.isEmpty()) {
            field(text, "id", oneLine(id));
        }
        if (!event.isEmpty()) {
            field(text, "event", oneLine(event));
        }
        // JSON has no line ends, and looking for them by a pattern costs more than all else here
        if (data.indexOf('\n') < 0 && data.indexOf('\r') < 0) {
            field(text, "data", data);
        } else {
            for (var line : LINE_END.split(data, -1)) {
                field(text, "data", line);
            }
        }
        write(text.append('\n'));
    }

    @Override
    public void comment(String text) throws IOException {
        write(new StringBuilder(": ").append(oneLine(text)).append("\n\n"));
    }

    @Override
    public boolean closing() {
        return closing.getAsBoolean();
    }

    long bytes() {
        return bytes;
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }

    private static String oneLine(String text) {
        return text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
    }

    private synchronized void write(StringBuilder text) throws IOException {
        var encoded = text.toString().getBytes(StandardCharsets.UTF_8);
        try {
            out.write(encoded);
            out.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            // The framework has several unchecked exceptions for a connection that is gone.
            throw new IOException("the client is gone", e);
        }
        bytes += encoded.length;
    }
}
