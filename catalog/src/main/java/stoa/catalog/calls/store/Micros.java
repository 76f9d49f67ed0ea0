package stoa.catalog.calls.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import stoa.discovery.CallReport;

/** Durations in microseconds as reports and tables write them: HdrHistogram's encoding V2 in Base64. */
public final class Micros {
    private static final int COOKIE_V2 = 0x1c849313;
    private static final int HEADER_BYTES = 40;
    private static final int MOST_BYTES = 16 * 1024;

    private Micros() {}

    public static Histogram none() {
        return new Histogram(1, CallReport.HIGHEST_MICROS, CallReport.DIGITS);
    }

    public static String text(Histogram histogram) {
        var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        var length = histogram.encodeIntoByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /**
     * Reads a histogram of {@link #none()}'s shape.
     *
     * @throws IllegalArgumentException saying what is expected, for everything else
     */
    public static Histogram read(String text) {
        try {
            var buffer = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            // looked at before the library does: it would make room for whatever a header asks for
            if (isOurs(buffer)) {
                return Histogram.decodeFromByteBuffer(buffer, 0);
            }
        } catch (RuntimeException e) {
            // the library has many ways to say that the counts make no sense
        }
        throw new IllegalArgumentException("must be an HdrHistogram (V2) of 2 digits from 1 to "
                + CallReport.HIGHEST_MICROS + " in Base64");
    }

    private static boolean isOurs(ByteBuffer buffer) {
        return buffer.limit() >= HEADER_BYTES && buffer.limit() <= MOST_BYTES && buffer.getInt(0) == COOKIE_V2
                && buffer.getInt(4) == buffer.limit() - HEADER_BYTES && buffer.getInt(8) == 0
                && buffer.getInt(12) == CallReport.DIGITS && buffer.getLong(16) == 1
                && buffer.getLong(24) == CallReport.HIGHEST_MICROS && buffer.getDouble(32) == 1;
    }
}
