package stoa.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.HeadReader;

/** What one connection has received and nobody has taken yet. Mostly a single buffer, as it came from the kernel. */
public final class Incoming {
    private @Nullable ByteBuf bytes;
    private int looked;
    private boolean inBlankLine;

    /** Reads a head from the beginning of an array: {@link HeadReader#request} or {@link HeadReader#response}. */
    @FunctionalInterface
    public interface HeadForm {
        boolean read(byte[] bytes, int length, Head head) throws BadMessage;
    }

    /** Appends what came. */
    public void add(ByteBuf came, ByteBufAllocator alloc) {
        var left = bytes;
        if (left == null) {
            bytes = came;
            return;
        }
        var joined = left;
        if (left.refCnt() > 1 || left.isReadOnly() || left.writableBytes() < came.readableBytes()) {
            joined = alloc.directBuffer(Math.max(1024, 2 * (left.readableBytes() + came.readableBytes())));
            joined.writeBytes(left);
            left.release();
        }
        joined.writeBytes(came);
        came.release();
        bytes = joined;
    }

    /** The bytes to take from; null when there are none. Followed by {@link #trim()}. */
    public @Nullable ByteBuf bytes() {
        return bytes;
    }

    public int size() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** Whether part of a head is here, which was looked at and found not to be whole. */
    public boolean hasPartOfHead() {
        return looked > 0;
    }

    /** Takes off the blank lines before a request, which mean nothing (RFC 9112, section 2.2). @return whether more is here */
    public boolean skipBlankLines() throws BadMessage {
        var in = bytes;
        while (in != null && in.isReadable()) {
            var b = in.getByte(in.readerIndex());
            if (b == (inBlankLine ? '\n' : '\r')) {
                in.skipBytes(1);
                inBlankLine = !inBlankLine;
            } else if (inBlankLine) {
                throw new BadMessage(400, "a line ends with a bare carriage return");
            } else {
                return true;
            }
        }
        trim();
        return false;
    }

    /** Reads a head and takes it off. @return whether it was whole; it is then in {@link Desk#head()} */
    public boolean readHead(Desk desk, HeadReader reader, HeadForm form) throws BadMessage {
        var in = bytes;
        if (in == null) {
            return false;
        }
        var readable = Math.min(in.readableBytes(), reader.maxHead());
        // as long as no line has ended since, it is still not whole: a head byte by byte is not read byte by byte
        if (looked > 0 && readable < reader.maxHead() && !hasLineEnd(in)) {
            looked = readable;
            return false;
        }
        var look = Desk.firstLook(readable);
        while (!form.read(desk.look(in, look), look, desk.head())) {
            if (look == readable) {
                looked = readable;
                return false;
            }
            look = Math.min(readable, 8 * look);
        }
        looked = 0;
        in.skipBytes(desk.head().length());
        return true;
    }

    /** Whether a line has ended, rightly or wrongly, in what came since it was looked at. */
    private boolean hasLineEnd(ByteBuf in) {
        var from = in.readerIndex() + looked;
        return in.indexOf(from, in.writerIndex(), (byte) '\n') >= 0
                || in.indexOf(from - 1, in.writerIndex() - 1, (byte) '\r') >= 0;
    }

    /** Gives the buffer back when all of it was taken. */
    public void trim() {
        if (bytes != null && !bytes.isReadable()) {
            drop();
        }
    }

    public void drop() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
