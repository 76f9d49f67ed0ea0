package stoa.gateway.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * A chunked body (RFC 9112, section 7.1) on its way through: checked byte by byte, passed on in the framing it came in,
 * its extensions left out and its trailers cleaned of fields that may not stand there.
 */
final class Chunks {
    private static final int MOST_TRAILERS = 8192;
    private static final HeadReader TRAILERS = new HeadReader(0, MOST_TRAILERS);

    private enum State { SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, LAST_CR, LAST_LF, TRAILERS, DONE }

    private final boolean unwrap;
    private State state = State.SIZE;
    private long size;
    private int digits;
    private final ChunkExtension extension;
    private long announced;
    private byte[] trailers = new byte[0];
    private int trailersLength;

    /**
     * @param answer whether it is an answer's
     * @param unwrap whether only the chunks' data is passed on
     */
    Chunks(boolean answer, boolean unwrap) {
        this.unwrap = unwrap;
        extension = new ChunkExtension(answer);
    }

    /** How much data all chunks hold that have begun. */
    long announced() {
        return announced;
    }

    /** Reads what there is. @return whether the body is whole */
    boolean read(ByteBuf in, Body.Pieces to) throws BadMessage {
        if (state == State.TRAILERS) {
            return readTrailers(in, to);
        }
        var kept = in.readerIndex();
        var i = kept;
        var end = in.writerIndex();
        while (i < end && state.compareTo(State.TRAILERS) < 0) {
            if (state == State.DATA) {
                var n = (int) Math.min(size, end - i);
                if (unwrap) {
                    kept = i;
                }
                i += n;
                size -= n;
                if (size == 0) {
                    state = State.DATA_CR;
                }
                if (unwrap) {
                    to.piece(in, kept, n);
                }
            } else {
                var before = state;
                framing(in.getByte(i++));
                // an extension's bytes, its semicolon included, are left out of what is passed on
                if (state == State.EXTENSION && before == State.SIZE) {
                    pass(in, kept, i - 1, to);
                } else if (before == State.EXTENSION) {
                    kept = state == State.SIZE_LF ? i - 1 : i;
                }
            }
        }
        if (state == State.EXTENSION) {
            kept = i;
        }
        if (state == State.TRAILERS) {
            i--;
            pass(in, kept, i, to);
            in.readerIndex(i);
            return readTrailers(in, to);
        }
        pass(in, kept, i, to);
        in.readerIndex(i);
        return state == State.DONE;
    }

    private void pass(ByteBuf in, int from, int to, Body.Pieces pieces) {
        if (!unwrap && to > from) {
            pieces.piece(in, from, to - from);
        }
    }

    private void framing(byte b) throws BadMessage {
        switch (state) {
            case SIZE -> sizeByte(b);
            case EXTENSION -> {
                if (extension.take(b)) {
                    state = State.SIZE_LF;
                }
            }
            case SIZE_LF -> {
                expect(b, '\n');
                digits = 0;
                extension.end(size);
                announced += size;
                state = size == 0 ? State.LAST_CR : State.DATA;
            }
            case DATA_CR -> {
                expect(b, '\r');
                state = State.DATA_LF;
            }
            case DATA_LF -> {
                expect(b, '\n');
                state = State.SIZE;
            }
            case LAST_CR -> state = b == '\r' ? State.LAST_LF : State.TRAILERS;
            case LAST_LF -> {
                expect(b, '\n');
                state = State.DONE;
            }
            case DATA, TRAILERS, DONE -> throw new IllegalStateException();
        }
    }

    private void sizeByte(byte b) throws BadMessage {
        var digit = Grammar.hex(b);
        if (digit >= 0) {
            if (++digits > 15) {
                throw new BadMessage(400, "a chunk's size is too long");
            }
            size = size << 4 | digit;
        } else if (digits > 0 && b == '\r') {
            state = State.SIZE_LF;
        } else if (digits > 0 && (b == ';' || b == ' ' || b == '\t')) {
            extension.begin(b);
            state = State.EXTENSION;
        } else {
            throw new BadMessage(400, "a chunk's size cannot be read");
        }
    }

    private static void expect(byte b, char wanted) throws BadMessage {
        if (b != wanted) {
            throw new BadMessage(400, "a chunk does not end where its size says");
        }
    }

    /** Trailers are rare and small: gathered, cleaned, passed on at once. */
    private boolean readTrailers(ByteBuf in, Body.Pieces to) throws BadMessage {
        var n = Math.min(in.readableBytes(), MOST_TRAILERS + 1 - trailersLength);
        if (trailersLength + n + 1 > trailers.length) {
            trailers = Arrays.copyOf(trailers, Math.max(256, 2 * (trailersLength + n + 1)));
        }
        in.getBytes(in.readerIndex(), trailers, trailersLength, n);
        var head = new Head();
        head.clear(trailers);
        trailers[trailersLength + n] = 0;
        var whole = TRAILERS.trailers(trailers, trailersLength + n, head);
        if (!whole) {
            trailersLength += n;
            in.skipBytes(n);
            return false;
        }
        in.skipBytes(head.length() - trailersLength);
        state = State.DONE;
        if (!unwrap) {
            var clean = Unpooled.buffer(head.length());
            for (var i = 0; i < head.count(); i++) {
                if (Trailers.mayStand(head, i)) {
                    clean.writeBytes(trailers, head.lineStart(i), head.lineEnd(i) - head.lineStart(i));
                }
            }
            clean.writeByte('\r').writeByte('\n');
            to.piece(clean, 0, clean.readableBytes());
        }
        trailers = new byte[0];
        return true;
    }
}
