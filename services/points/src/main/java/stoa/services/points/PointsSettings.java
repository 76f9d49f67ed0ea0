package stoa.services.points;

import java.time.Duration;
import stoa.runtime.Settings;
import stoa.runtime.Values;

/**
 * @param step what a visit adds
 * @param account that visits are added to
 * @param verifyEvery how often all accounts are added up
 */
record PointsSettings(int step, String account, Duration verifyEvery) {
    private static final int LARGEST_STEP = 1_000_000_000;
    private static final Duration USUAL = Duration.ofMinutes(15);
    private static final Duration LEAST = Duration.ofSeconds(1);

    static PointsSettings read(Settings in) {
        var account = in.key("points-account").help("the account that visits add to").text("hits");
        if (!AccountApi.NAME.matcher(account).matches()) {
            in.error("points-account: " + AccountApi.NAME_RULE);
        }
        var verifyEvery = in.key("points-verify-every")
                .help("how often all entries are added up and held against the balances").duration(USUAL);
        if (verifyEvery.compareTo(LEAST) < 0) {
            in.error("points-verify-every: must be at least " + Values.text(LEAST));
        }
        return new PointsSettings(in.key("points-step").help("how many points a visit adds").integer(10, 1,
                LARGEST_STEP), account, verifyEvery);
    }
}
