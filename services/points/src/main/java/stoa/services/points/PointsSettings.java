package stoa.services.points;

import java.time.Duration;
import stoa.runtime.Settings;

/**
 * @param step what a visit adds
 * @param account that visits are added to
 * @param verifyEvery how often all accounts are added up
 */
record PointsSettings(int step, String account, Duration verifyEvery) {
    private static final int LARGEST_STEP = 1_000_000_000;

    static PointsSettings read(Settings in) {
        var account = in.key("points-account").help("the account that visits add to").text("hits");
        if (!AccountApi.NAME.matcher(account).matches()) {
            in.error("points-account: " + AccountApi.NAME_RULE);
        }
        return new PointsSettings(in.key("points-step").help("how many points a visit adds").integer(10, 1,
                LARGEST_STEP), account,
                in.key("points-verify-every").help("how often all entries are added up and held against the balances")
                        .duration(Duration.ofMinutes(15)));
    }
}
