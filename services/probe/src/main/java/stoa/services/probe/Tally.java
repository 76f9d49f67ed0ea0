package stoa.services.probe;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;

/** Probes added up: how many were good, how many failed, how long they stand for, how long the answers took. */
final class Tally {
    private static final long HIGHEST_MICROS = 120_000_000;
    private static final int DIGITS = 2;

    final Histogram micros;
    long good;
    long failed;
    long observedMillis;

    Tally() {
        this(0, 0, 0, new Histogram(1, HIGHEST_MICROS, DIGITS));
    }

    private Tally(long good, long failed, long observedMillis, Histogram micros) {
        this.good = good;
        this.failed = failed;
        this.observedMillis = observedMillis;
        this.micros = micros;
    }

    static Tally of(long good, long failed, long observedMillis, String latencies) {
        var buffer = ByteBuffer.wrap(Base64.getDecoder().decode(latencies));
        return new Tally(good, failed, observedMillis, Histogram.decodeFromByteBuffer(buffer, 0));
    }

    /** A probe counts; its time does where an answer came, good or not. */
    void count(Result result) {
        if (result.good()) {
            good++;
        } else {
            failed++;
        }
        if (result.code().isPresent()) {
            micros.recordValue(Math.clamp(result.took().toNanos() / 1000, 1, HIGHEST_MICROS));
        }
    }

    void add(Tally other) {
        good += other.good;
        failed += other.failed;
        observedMillis += other.observedMillis;
        micros.add(other.micros);
    }

    /** {@link #micros} as a table keeps it. */
    String latencies() {
        var buffer = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
        var length = micros.encodeIntoByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }
}
