package stoa.catalog.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest change of every service, in their order. A watcher keeps the place of the last change it has seen and asks
 * for what came after: one that is slow skips the states in between, no queue grows for it, and who reconnects continues
 * as if nothing had happened, at any catalog of the same store.
 *
 * <p>A service that has gone leaves a mark. Only so many are kept; who has seen less than the marks reach back to cannot
 * resume. What could not be stored is known to this run of this catalog alone, and so are the ids that were told with it.
 */
public final class Changes {
    private final int mostGone;
    private final String run;
    private final ConcurrentSkipListMap<Position, Change> latest = new ConcurrentSkipListMap<>();
    private final ArrayDeque<Position> gone = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile Position forgottenUpTo = Position.NONE;
    private volatile Position end;

    /**
     * @param mostGone how many services that have gone are remembered
     * @param run what this run of this catalog is called, like no other's
     */
    public Changes(int mostGone, String run) {
        this.mostGone = mostGone;
        this.run = run;
        this.end = Position.NONE;
    }

    /** Adds a change; to be called in their order, or before anyone watches. */
    public void add(Change change, Position replaced) {
        // The new one first: a reader on its way through must find at least one of the two.
        latest.put(change.at(), change);
        if (!replaced.equals(change.at())) {
            latest.remove(replaced);
        }
        if (change.gone()) {
            gone.add(change.at());
            if (gone.size() > mostGone) {
                var oldest = gone.remove();
                latest.computeIfPresent(oldest, (_, kept) -> kept.gone() ? null : kept);
                forgottenUpTo(oldest);
            }
        }
        reached(change.at());
    }

    /** Nothing is known about services that went up to this place. */
    public void forgottenUpTo(Position place) {
        forgottenUpTo = place.compareTo(forgottenUpTo) > 0 ? place : forgottenUpTo;
    }

    /** Everything up to this place has been added. */
    public void reached(Position place) {
        lock.lock();
        try {
            end = place.compareTo(end) > 0 ? place : end;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The place of the last change. */
    public Position end() {
        return end;
    }

    /** A place as it is told to watchers: its revision; one ahead of the store names this run as well. */
    String id(Position place) {
        return place.ahead() == 0
                ? Long.toString(place.revision())
                : place.revision() + "." + place.ahead() + "." + run;
    }

    /** The place that an id stands for; empty where it is none of ours. */
    public Optional<Position> place(String id) {
        var parts = id.strip().split("\\.", 3);
        try {
            return switch (parts.length) {
                case 1 -> Optional.of(Position.at(Long.parseLong(parts[0])));
                case 3 -> Optional.of(new Position(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                        .filter(_ -> parts[2].equals(run));
                default -> Optional.empty();
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether everything that happened after {@code seen} can be told. */
    public boolean resumable(Position seen) {
        return seen.compareTo(Position.NONE) > 0 && seen.compareTo(forgottenUpTo) >= 0 && seen.compareTo(end) <= 0;
    }

    /** The latest change of every service that changed after {@code seen}, in their order. */
    public Collection<Change> after(Position seen) {
        return latest.tailMap(seen, false).values();
    }

    /** Waits until there is something after {@code seen}; false when there was nothing within {@code longest}. */
    public boolean await(Position seen, Duration longest) throws InterruptedException {
        var left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (end.compareTo(seen) <= 0 && left > 0) {
                left = moved.awaitNanos(left);
            }
            return end.compareTo(seen) > 0;
        } finally {
            lock.unlock();
        }
    }
}
