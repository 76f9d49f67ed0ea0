package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import stoa.gateway.upstream.Attempt;

/** What has been sent of a request's body, kept for as long as it is small so that another try can send it once more. */
final class KeptBody {
    static final int MOST = 64 * 1024;

    private final List<ByteBuf> pieces = new ArrayList<>(1);
    private int size;
    private boolean lost;

    /** Keeps one more piece, or from here on nothing. */
    void add(ByteBuf in, int index, int length) {
        if (lost || size + length > MOST) {
            lose();
        } else {
            size += length;
            pieces.add(in.retainedSlice(index, length));
        }
    }

    /** Nothing of this body can be sent again. */
    void lose() {
        lost = true;
        release();
    }

    /** Whether all that was sent so far can be sent once more. */
    boolean isWhole() {
        return !lost;
    }

    int size() {
        return size;
    }

    void sendTo(Attempt to) {
        pieces.forEach(p -> to.piece(p, p.readerIndex(), p.readableBytes()));
    }

    void release() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        size = 0;
    }
}
