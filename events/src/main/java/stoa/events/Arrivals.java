package stoa.events;

import java.time.Duration;

/** Wakes those who wait for new events. */
final class Arrivals {
    private long count;

    /** Something arrived. */
    synchronized void tell() {
        count++;
        notifyAll();
    }

    synchronized long count() {
        return count;
    }

    /** Waits until more has arrived than {@code seen}; returns what has by then, also when the time is over. */
    synchronized long await(long seen, Duration longest) throws InterruptedException {
        var end = System.nanoTime() + longest.toNanos();
        for (var left = longest.toMillis(); count == seen && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return count;
    }
}
