package stoa.gateway.report;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import stoa.discovery.CallReport;

/** All calls of all services, counted since the last look. */
final class Tallies {
    private static final int MOST_ENDPOINTS = 2000;
    private static final long IDLE_MILLIS = Duration.ofHours(1).toMillis();

    private final ConcurrentHashMap<String, ServiceTally> services = new ConcurrentHashMap<>();
    private final AtomicInteger endpoints = new AtomicInteger();
    private final Histogram histogram = new Histogram(1, CallReport.HIGHEST_MICROS, CallReport.DIGITS);
    private final ByteBuffer encoded = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());

    ServiceTally of(String service, long nowMillis) {
        var tally = services.get(service);
        return tally != null
                ? tally
                : services.computeIfAbsent(service, _ -> new ServiceTally(endpoints, MOST_ENDPOINTS, nowMillis));
    }

    /**
     * What was counted since the last look; one thread at a time.
     *
     * @param at told as the time of all of it
     */
    List<CallReport.Tally> look(Instant at) {
        var now = at.toEpochMilli();
        var found = new ArrayList<CallReport.Tally>();
        services.forEach((service, tally) -> {
            for (var endpoint : tally.look(now - IDLE_MILLIS)) {
                histogram.reset();
                var calls = endpoint.timings.moveTo(histogram);
                if (calls > 0) {
                    endpoint.lastSeenMillis = now;
                    found.add(new CallReport.Tally(at, service, endpoint.text, calls, endpoint.newErrors(calls),
                            text()));
                }
            }
        });
        return found;
    }

    private String text() {
        encoded.clear();
        var length = histogram.encodeIntoByteBuffer(encoded);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(encoded.array(), length));
    }
}
