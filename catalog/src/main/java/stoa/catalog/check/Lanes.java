package stoa.catalog.check;

import java.util.concurrent.Semaphore;

/**
 * How many tries run at once, since each holds a socket. Instances that did not answer in time the last time have half of
 * the room and share it among them: however many they are, those that answer are tried on time.
 */
final class Lanes {
    private final Semaphore answering;
    private final Semaphore silent;

    Lanes(int atOnce) {
        silent = new Semaphore(atOnce / 2, true);
        answering = new Semaphore(atOnce - atOnce / 2, true);
    }

    /** Waits for room; to be given back by {@link Semaphore#release()}. */
    Semaphore enter(boolean wasSilent) throws InterruptedException {
        var lane = wasSilent ? silent : answering;
        lane.acquire();
        return lane;
    }
}
