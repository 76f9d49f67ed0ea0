package stoa.catalog.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Stored;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.Registration;

/** One registered instance with its facts. Guarded by the {@link Board}; the last three fields are {@link Upkeep}'s. */
final class Member {
    final Stored.Key key;
    Stored.Instance now;
    Intent intent = Intent.ENABLED;
    /** When the lease ends on the monotonic scale, which decides. */
    long deadlineNanos;
    long leaseSavedNanos;
    long checkSavedNanos;
    boolean routable;
    String reason = "";
    /** Whether what is shown could not be stored, and what came of it. */
    boolean ahead;
    Stored.@Nullable Flip unsavedFlip;

    boolean attended;
    Checker.Running checks = Checker.NONE;
    Timing.Alarm alarm = () -> {};

    Member(Stored.Instance stored) {
        key = stored.key();
        now = stored;
    }

    Registration terms() {
        return now.terms();
    }

    boolean lapsed() {
        return Facts.lapsed(now);
    }

    /** Moves the lease's end without a heartbeat: the time that an instance had no chance to be heard. */
    void extend(Timing timing, Duration ttl) {
        deadlineNanos = timing.nanos() + ttl.toNanos();
        now = now.until(timing.now().plus(ttl));
    }

    void judge() {
        var verdict = Facts.judge(now, intent);
        routable = verdict.routable();
        reason = verdict.reason();
    }

    InstanceRecord record() {
        var terms = now.terms();
        return new InstanceRecord(key.instance(), terms.url(), terms.weight(), terms.tags(), terms.version(),
                new Registered(now.at(), now.by(), now.expires()), intent, now.findings(), routable, reason);
    }
}
