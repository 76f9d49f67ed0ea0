package stoa.gateway.report;

import java.util.concurrent.atomic.LongAdder;

/** The calls of one endpoint. Counted by any thread; everything else belongs to the thread that reports. */
final class EndpointTally {
    final String text;
    final Timings timings = new Timings();
    private final LongAdder errors = new LongAdder();
    private long errorsTold;
    long lastSeenMillis;

    /** @param text how it is told: {@code GET /accounts/{id}} */
    EndpointTally(String text, long nowMillis) {
        this.text = text;
        this.lastSeenMillis = nowMillis;
    }

    void count(boolean error, long micros) {
        if (error) {
            errors.increment();
        }
        timings.count(micros);
    }

    /**
     * Errors since the last look.
     *
     * @param most the calls of the same look: a call that is being counted right now is an error already
     */
    int newErrors(int most) {
        var found = (int) Math.min(most, errors.sum() - errorsTold);
        errorsTold += found;
        return found;
    }
}
