package stoa.catalog.check;

import org.jspecify.annotations.Nullable;
import stoa.discovery.Registration.CheckRecord;

/**
 * The thresholds of one check: a verdict changes after so many tries in a row that say otherwise. The first finding ever
 * is taken as it is. Used by one thread at a time.
 */
final class Settling {
    private final int unhealthyAfter;
    private final int healthyAfter;
    private @Nullable Boolean settled;
    private int against;

    /** @param before what was found before these tries; null when nothing was */
    Settling(CheckRecord check, @Nullable Finding before) {
        unhealthyAfter = check.unhealthyAfter();
        healthyAfter = check.healthyAfter();
        settled = before == null ? null : before.ok();
    }

    /** What to say after one more try: while a threshold is not reached, the verdict so far with what is going on. */
    Finding settle(Finding latest) {
        if (settled == null || settled == latest.ok()) {
            return taken(latest);
        }
        against++;
        var needed = latest.ok() ? healthyAfter : unhealthyAfter;
        if (against >= needed) {
            return taken(latest);
        }
        var count = ", " + against + " of " + needed;
        return latest.ok() ? Finding.failed("passes again" + count) : Finding.well(latest.detail() + count);
    }

    private Finding taken(Finding finding) {
        settled = finding.ok();
        against = 0;
        return finding;
    }
}
