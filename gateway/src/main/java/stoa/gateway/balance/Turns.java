package stoa.gateway.balance;

import java.util.Arrays;

/** The order in which instances have their turns: each as often as it weighs, its turns as far apart as can be. */
final class Turns {
    /** Weights of which the turns would be more are rounded. */
    private static final int MOST = 4096;

    private Turns() {}

    /** Indexes of the weights, each of which is above zero. */
    static int[] of(int[] weights) {
        var counts = counts(weights);
        var slots = new long[Arrays.stream(counts).sum()];
        var at = 0;
        for (var i = 0; i < counts.length; i++) {
            for (var k = 0; k < counts[i]; k++) {
                var position = (2L * k + 1) * (1L << 30) / (2L * counts[i]);
                slots[at++] = (position << 32) | i;
            }
        }
        Arrays.sort(slots);
        return Arrays.stream(slots).mapToInt(slot -> (int) slot).toArray();
    }

    private static int[] counts(int[] weights) {
        var divisor = Arrays.stream(weights).reduce(0, Turns::gcd);
        var sum = Arrays.stream(weights).asLongStream().sum() / Math.max(1, divisor);
        var scale = sum <= MOST ? 1.0 : (double) MOST / sum;
        return Arrays.stream(weights).map(w -> (int) Math.max(1, Math.round((double) w / divisor * scale))).toArray();
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
