package stoa.gateway.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An opened file on its way out, in pieces. Of one thread at a time, which may wait for a disk. */
public final class Reading implements Closeable {
    private static final int PIECE = 64 * 1024;

    private final Found.Opened opened;
    private long left;
    private int part;
    /** How much of the part went out. */
    private long at;

    public Reading(Found.Opened opened) {
        this.opened = opened;
        left = opened.length();
    }

    public boolean isDone() {
        return left == 0;
    }

    /**
     * The next 64 KiB, or what is left. Whoever gets it releases it.
     *
     * @throws IOException also where the file has become shorter
     */
    public ByteBuf next(ByteBufAllocator alloc) throws IOException {
        var piece = alloc.directBuffer((int) Math.min(PIECE, left));
        var whole = false;
        try {
            while (piece.isWritable() && part < opened.parts().size()) {
                fill(piece, opened.parts().get(part));
            }
            left -= piece.readableBytes();
            whole = true;
            return piece;
        } finally {
            if (!whole) {
                piece.release();
            }
        }
    }

    private void fill(ByteBuf piece, Found.Part of) throws IOException {
        if (at < of.text().length()) {
            var end = (int) Math.min(of.text().length(), at + piece.writableBytes());
            at += piece.writeCharSequence(of.text().substring((int) at, end), StandardCharsets.ISO_8859_1);
        } else if (at == of.length()) {
            part++;
            at = 0;
        } else {
            var most = (int) Math.min(piece.writableBytes(), of.length() - at);
            var read = piece.writeBytes(opened.file(), of.from() + at - of.text().length(), most);
            if (read <= 0) {
                throw new EOFException("the file has become shorter");
            }
            at += read;
        }
    }

    @Override
    public void close() throws IOException {
        opened.file().close();
    }
}
