package stoa.gateway.balance;

import java.time.Duration;
import stoa.runtime.Settings;

/**
 * How instances are favoured and avoided, in every service alike.
 *
 * @param slowStart until an instance that has become routable gets its whole share; zero gives it at once
 * @param failures so many in a row eject an instance; zero never does
 * @param percent of its latest requests, more than which have to fail; 100 never ejects for that
 * @param first how long the first ejection lasts, the next one twice as long
 * @param longest no ejection lasts longer, but for a fifth by chance
 */
public record BalanceSettings(Duration slowStart, int failures, int percent, Duration first, Duration longest) {
    public static final BalanceSettings DEFAULT = new BalanceSettings(Duration.ofSeconds(10), 5, 50,
            Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration MOST = Duration.ofHours(1);

    public static BalanceSettings read(Settings in) {
        var read = new BalanceSettings(
                in.key("slow-start").help("until an instance that became routable gets its whole share; 0s: at once")
                        .duration(DEFAULT.slowStart),
                in.key("ejection-failures").help("failures in a row that eject an instance; 0: none do")
                        .integer(DEFAULT.failures, 0, 1_000_000),
                in.key("ejection-percent").help("an instance of which more requests fail is ejected; 100: none is")
                        .integer(DEFAULT.percent, 1, 100),
                in.key("ejection-time").help("how long the first ejection lasts, the next one twice as long")
                        .duration(DEFAULT.first),
                in.key("ejection-max-time").help("the longest ejection").duration(DEFAULT.longest));
        if (read.slowStart.compareTo(MOST) > 0) {
            in.error("slow-start: is more than an hour");
            return DEFAULT;
        }
        if (read.first.isZero() || read.longest.compareTo(read.first) < 0 || read.longest.compareTo(MOST) > 0) {
            in.error("ejection-time: is not above zero, up to ejection-max-time, and that to an hour");
            return DEFAULT;
        }
        return read;
    }
}
