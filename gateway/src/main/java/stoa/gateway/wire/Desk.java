package stoa.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import stoa.gateway.http1.Head;

/** What one event loop works at: the time, and the array and the head that messages are read in, one after another. */
public final class Desk {
    private static final int FIRST_LOOK = 2048;

    private final EventLoop events;
    private final Head head = new Head();
    private long now = System.nanoTime();
    private byte[] scratch = new byte[FIRST_LOOK + 1];

    public Desk(EventLoop events) {
        this.events = events;
    }

    public EventLoop events() {
        return events;
    }

    /** The head that was read last; valid until the next one is. */
    public Head head() {
        return head;
    }

    /** {@link System#nanoTime()} as of the last event; near enough for deadlines and durations. */
    public long now() {
        return now;
    }

    /** Refreshes the time; to be called as each event begins. */
    public void tick() {
        now = System.nanoTime();
    }

    /** Copies what is there into an array that has room for one byte more; not more than {@code most} bytes. */
    byte[] look(ByteBuf in, int most) {
        if (most >= scratch.length) {
            scratch = new byte[Math.max(most + 1, 2 * scratch.length)];
        }
        in.getBytes(in.readerIndex(), scratch, 0, most);
        return scratch;
    }

    /** How much of what is there is looked at first: most heads are short, and what follows may be a long body. */
    static int firstLook(int readable) {
        return Math.min(readable, FIRST_LOOK);
    }
}
