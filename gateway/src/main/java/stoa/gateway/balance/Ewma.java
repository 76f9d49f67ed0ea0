package stoa.gateway.balance;

import java.util.concurrent.TimeUnit;

/**
 * An instance's latency, pessimistic: a higher sample counts at once, and fades as time passes and lower ones come. After
 * the "peak EWMA" of Twitter's Finagle. All event loops share it without a lock: a sample that is lost in a race is one of
 * many, and each of the two numbers is written whole on the machines this runs on.
 */
final class Ewma {
    /** In this time a sample's influence falls to about a third. */
    private static final double FADING_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** What fades by less than this is as good as new. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private double nanos;
    private long at;

    /** 0 when there is no sample. */
    double nanos() {
        return nanos;
    }

    /** Takes a sample. */
    void observe(long sample, long now) {
        var known = nanos;
        if (sample >= known) {
            nanos = Math.max(1, sample);
        } else {
            var weight = weight(now - at);
            nanos = Math.max(1, known * weight + sample * (1 - weight));
        }
        at = now;
    }

    /** A try that failed says nothing good, however fast it did. */
    void raise(long sample, long now) {
        if (sample > nanos) {
            observe(sample, now);
        }
    }

    /**
     * What is to be expected now. Without any sample it is as much as of the other one, so that a new instance gets its part
     * and no more; a sample from long ago fades to half of the lower one, so that nobody is avoided for ever.
     *
     * @param other what the instance it is compared with has, 0 for nothing
     */
    double expected(double other, long now) {
        var known = nanos;
        if (known == 0 || other == 0) {
            return known == 0 ? other : known;
        }
        var age = now - at;
        if (age < FRESH_NANOS) {
            return known;
        }
        var weight = weight(age);
        return known * weight + Math.min(known, other) / 2 * (1 - weight);
    }

    /** exp(-age/fading), near enough and in a fraction of the time. */
    private static double weight(long age) {
        var x = Math.max(0, age) / FADING_NANOS / 4;
        var part = 1 / (1 + x + x * x / 2);
        var square = part * part;
        return square * square;
    }
}
