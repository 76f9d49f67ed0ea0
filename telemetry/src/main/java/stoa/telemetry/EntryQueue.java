package stoa.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import stoa.telemetry.AccessLog.Entry;

/**
 * A bounded ring for many callers and one reader. A caller never waits: it takes a slot with one compare-and-set, or
 * hears that the ring is full.
 */
final class EntryQueue {
    private final AtomicReferenceArray<@Nullable Entry> slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();

    /** @param capacity a power of two */
    EntryQueue(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    boolean offer(Entry entry) {
        long slot;
        do {
            slot = tail.get();
            if (slot - head.get() > mask) {
                return false;
            }
        } while (!tail.compareAndSet(slot, slot + 1));
        slots.setRelease((int) slot & mask, entry);
        return true;
    }

    /** The oldest entry; null when there is none, or its caller is still putting it down. For the reader alone. */
    @Nullable
    Entry poll() {
        var slot = head.get();
        var index = (int) slot & mask;
        var entry = slots.getAcquire(index);
        if (entry != null) {
            slots.setRelease(index, null);
            head.set(slot + 1);
        }
        return entry;
    }

    boolean isEmpty() {
        return head.get() == tail.get();
    }
}
