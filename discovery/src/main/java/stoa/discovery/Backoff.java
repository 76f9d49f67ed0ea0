package stoa.discovery;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between tries: from 50 ms, doubling to 2 s, each shortened by chance so that many do not try at once. */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(50);
    static final Duration LONGEST = Duration.ofSeconds(2);

    private Duration next = FIRST;

    Duration next() {
        var pause = next;
        next = shorter(next.multipliedBy(2), LONGEST);
        return jittered(pause);
    }

    void reset() {
        next = FIRST;
    }

    /** Between three quarters and all of it. */
    static Duration jittered(Duration pause) {
        var nanos = pause.toNanos();
        return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 4 + 1));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
