package stoa.gateway.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Where one message's body is: how much of it is still to come, and where it ends (RFC 9112, section 6). */
public final class Body {
    /** Takes a body's bytes, piece by piece, as they are to be sent on. */
    @FunctionalInterface
    public interface Pieces {
        /** {@code length} bytes of {@code in} from {@code index}; to be copied or retained before this returns. */
        void piece(ByteBuf in, int index, int length);
    }

    /** How a body's end is told. */
    public enum Framing { NONE, LENGTH, CHUNKED, UNTIL_CLOSE }

    private Framing framing = Framing.NONE;
    private long remaining;
    private boolean done = true;
    private @Nullable Chunks chunks;

    private void none() {
        framing = Framing.NONE;
        done = true;
    }

    /** Whatever comes until the connection ends: no message can be told from it. */
    public void untilClose() {
        framing = Framing.UNTIL_CLOSE;
        done = false;
    }

    /** A request's body, as its head says. */
    public void ofRequest(Head head) {
        if (head.chunked()) {
            chunked(false, false);
        } else {
            length(Math.max(0, head.contentLength()));
        }
    }

    /**
     * An answer's body, as its head says.
     *
     * @param unwrap whether the chunks' framing is taken off
     */
    public void ofResponse(Head head, boolean toHead, boolean unwrap) {
        if (toHead || head.status() < 200 || head.status() == 204 || head.status() == 304) {
            none();
        } else if (head.chunked()) {
            chunked(true, unwrap);
        } else if (head.contentLength() >= 0) {
            length(head.contentLength());
        } else {
            untilClose();
        }
    }

    private void length(long bytes) {
        framing = bytes == 0 ? Framing.NONE : Framing.LENGTH;
        remaining = bytes;
        done = bytes == 0;
    }

    private void chunked(boolean answer, boolean unwrap) {
        framing = Framing.CHUNKED;
        chunks = new Chunks(answer, unwrap);
        done = false;
    }

    public Framing framing() {
        return framing;
    }

    /** Whether the whole body was read; never so for one that ends with its connection. */
    public boolean done() {
        return done;
    }

    /** How long the body is at least, by what has come of it, without the framing of chunks. */
    public long announced() {
        return framing == Framing.CHUNKED && chunks != null ? chunks.announced() : 0;
    }

    /** Reads what there is of the body and hands it on. */
    public void read(ByteBuf in, Pieces to) throws BadMessage {
        switch (framing) {
            case NONE -> {
                // nothing belongs to it
            }
            case LENGTH -> {
                var n = (int) Math.min(remaining, in.readableBytes());
                if (n > 0) {
                    var from = in.readerIndex();
                    in.skipBytes(n);
                    remaining -= n;
                    done = remaining == 0;
                    to.piece(in, from, n);
                }
            }
            case CHUNKED -> done = chunks != null && chunks.read(in, to);
            case UNTIL_CLOSE -> {
                var n = in.readableBytes();
                var from = in.readerIndex();
                in.skipBytes(n);
                if (n > 0) {
                    to.piece(in, from, n);
                }
            }
        }
    }
}
