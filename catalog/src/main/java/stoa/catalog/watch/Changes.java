package stoa.catalog.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest change of every service, in the order of their revisions. A watcher keeps the last revision it has seen and
 * asks for what came after: one that is slow skips the states in between, no queue grows for it, and who reconnects
 * continues as if nothing had happened.
 *
 * <p>A service that has gone leaves a mark. Only so many are kept; who has seen less than the marks reach back to cannot
 * resume, nor can one that has seen what an earlier run of the catalog told and did not live to store.
 */
public final class Changes {
    private final int mostGone;
    private final ConcurrentSkipListMap<Long, Change> latest = new ConcurrentSkipListMap<>();
    private final ArrayDeque<Long> gone = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raised = lock.newCondition();
    private final List<Span> earlier;
    private final long begin;
    private volatile long forgottenUpTo;
    private volatile long revision;

    /** Revisions from the first to the last. */
    public record Span(long first, long last) {}

    /**
     * @param mostGone how many services that have gone are remembered
     * @param earlier revisions that earlier runs of the catalog told, and whose states are known here
     * @param begin where this run's revisions begin
     */
    public Changes(int mostGone, List<Span> earlier, long begin) {
        this.mostGone = mostGone;
        this.earlier = List.copyOf(earlier);
        this.begin = begin;
        this.revision = begin;
    }

    /** Adds a change; to be called in the order of revisions, or before anyone watches. */
    public void add(Change change, long replacedRevision) {
        // The new one first: a reader on its way through must find at least one of the two.
        latest.put(change.revision(), change);
        if (replacedRevision != change.revision()) {
            latest.remove(replacedRevision);
        }
        if (change.gone()) {
            gone.add(change.revision());
            if (gone.size() > mostGone) {
                var oldest = gone.remove();
                latest.computeIfPresent(oldest, (_, kept) -> kept.gone() ? null : kept);
                forgottenUpTo = Math.max(forgottenUpTo, oldest);
            }
        }
        raise(change.revision());
    }

    /** Nothing is known about services that went before this revision. */
    public void forgottenUpTo(long revision) {
        forgottenUpTo = revision;
    }

    private void raise(long to) {
        lock.lock();
        try {
            revision = Math.max(revision, to);
            raised.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The registry's revision: of the last change, or where this run began. */
    public long revision() {
        return revision;
    }

    /** Whether everything that happened after {@code seen} can be told. */
    public boolean resumable(long seen) {
        return seen >= forgottenUpTo && seen <= revision
                && (seen >= begin || earlier.stream().anyMatch(s -> s.first() <= seen && seen <= s.last()));
    }

    /** The latest change of every service that changed after {@code seen}, in the order of revisions. */
    public Collection<Change> after(long seen) {
        return latest.tailMap(seen, false).values();
    }

    /** Waits until the revision is beyond {@code seen}; false when it was not within {@code longest}. */
    public boolean await(long seen, Duration longest) throws InterruptedException {
        var left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (revision <= seen && left > 0) {
                left = raised.awaitNanos(left);
            }
            return revision > seen;
        } finally {
            lock.unlock();
        }
    }
}
