package stoa.gateway.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A head being written. Reused from message to message. */
public final class Draft {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[2048];
    private int length;

    public Draft begin() {
        length = 0;
        return this;
    }

    public int length() {
        return length;
    }

    /** A copy that stays when the next head is written. */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    public Draft put(byte[] all) {
        return put(all, 0, all.length);
    }

    public Draft put(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    public Draft put(char c) {
        room(1);
        bytes[length++] = (byte) c;
        return this;
    }

    /** Text of one byte a character. */
    public Draft put(String text) {
        return put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sixteen hex digits. */
    public Draft putHex(long value) {
        room(16);
        for (var shift = 60; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (value >>> shift) & 15];
        }
        return this;
    }

    /** The lines of the fields that {@code keeps} lets through, as they came. */
    public Draft putFields(Head head, Keeps keeps) {
        var run = -1;
        for (var i = 0; i < head.count(); i++) {
            var kept = keeps.keeps(head, i);
            if (kept && run < 0) {
                run = head.lineStart(i);
            } else if (!kept && run >= 0) {
                put(head.bytes(), run, head.lineStart(i));
                run = -1;
            }
        }
        if (run >= 0) {
            put(head.bytes(), run, head.length() - 2);
        }
        return this;
    }

    /** Decides over one field. */
    @FunctionalInterface
    public interface Keeps {
        boolean keeps(Head head, int field);
    }
}
