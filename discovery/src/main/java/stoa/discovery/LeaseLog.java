package stoa.discovery;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * What a lease tells people about its catalog: that it is away when that has lasted, that it refuses once for each
 * reason, and one line when it is reached again.
 */
final class LeaseLog {
    /** A catalog of the same start comes up a moment later, which is nothing to speak of. */
    static final Duration UNSPOKEN = Duration.ofSeconds(5);

    private final Logger log;
    private final String instance;
    private final LongSupplier nanoTime;
    private final Set<String> refusals = new HashSet<>();
    private boolean away;
    private boolean awayTold;
    private long awaySince;

    LeaseLog(Logger log, String instance, LongSupplier nanoTime) {
        this.log = log;
        this.instance = instance;
        this.nanoTime = nanoTime;
    }

    /** The instance is registered, or its lease renewed. */
    void kept() {
        if (!refusals.isEmpty()) {
            log.info("{} is registered: the catalog refuses it no longer", instance);
            refusals.clear();
        }
        reached();
    }

    /** A catalog has answered, whatever it says. */
    void reached() {
        if (awayTold) {
            log.info("{} has reached a catalog again", instance);
        }
        away = false;
        awayTold = false;
    }

    void refused(String why) {
        reached();
        if (refusals.add(why)) {
            log.error("{} is refused by the catalog: {}", instance, why);
        }
    }

    void away(String why) {
        var now = nanoTime.getAsLong();
        if (!away) {
            away = true;
            awaySince = now;
        }
        var lasted = Duration.ofNanos(now - awaySince);
        if (!awayTold && lasted.compareTo(UNSPOKEN) >= 0) {
            awayTold = true;
            log.warn("{} has not reached a catalog for {} s, and goes on trying: {}", instance, lasted.toSeconds(),
                    why);
        }
    }
}
