package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.gateway.upstream.Attempt;

/** What has been sent of a request's body, kept for as long as it is small so that another try can send it once more. */
final class KeptBody {
    static final int MOST = 64 * 1024;
    /** A slice keeps the whole buffer that it is of, so smaller pieces are copied. */
    private static final int SLICED = 4 * 1024;

    private final ByteBufAllocator alloc;
    private final List<ByteBuf> pieces = new ArrayList<>(1);
    /** The last of them, while small ones are gathered in it. */
    private @Nullable ByteBuf gathering;
    private int size;
    private boolean lost;

    KeptBody(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    /** Keeps one more piece, or from here on nothing. */
    void add(ByteBuf in, int index, int length) {
        if (lost || size + length > MOST) {
            lose();
            return;
        }
        size += length;
        if (length >= SLICED) {
            gathering = null;
            pieces.add(in.retainedSlice(index, length));
        } else {
            gather(in, index, length);
        }
    }

    private void gather(ByteBuf in, int index, int length) {
        var into = gathering;
        if (into == null) {
            into = alloc.directBuffer(length, MOST);
            gathering = into;
            pieces.add(into);
        }
        into.writeBytes(in, index, length);
    }

    /** Nothing of this body can be sent again. */
    void lose() {
        lost = true;
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        gathering = null;
    }

    /** Whether all that was sent so far can be sent once more. */
    boolean isWhole() {
        return !lost;
    }

    void sendTo(Attempt to) {
        // what was sent as a slice of it must not be moved by what is gathered later
        gathering = null;
        pieces.forEach(p -> to.piece(p, p.readerIndex(), p.readableBytes()));
    }
}
