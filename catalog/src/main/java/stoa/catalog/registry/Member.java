package stoa.catalog.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Timing;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.Registration;
import stoa.discovery.Routability;
import stoa.runtime.Values;

/** One registered instance with its facts. Guarded by the {@link Board}; the last two fields are {@link Upkeep}'s. */
final class Member {
    final Stored.Key key;
    final Instant at;
    final Registered.Source by;
    Registration terms;
    Intent intent = Intent.ENABLED;
    List<CheckResult> findings;
    /** When the lease ends: for showing, and on the monotonic scale that decides. */
    @Nullable
    Instant expires;
    long deadlineNanos;
    boolean lapsed;
    long leaseSavedNanos;
    boolean routable;
    String reason = "";

    Checker.Running checks = Checker.NONE;
    Timing.Alarm alarm = () -> {};

    Member(Stored.Instance stored) {
        key = stored.key();
        at = stored.at();
        by = stored.by();
        terms = stored.terms();
        findings = stored.findings();
        expires = stored.expires();
        lapsed = findings.stream().anyMatch(f -> f.kind() == CheckResult.Kind.HEARTBEAT && !f.ok());
    }

    /** A lease from now on; nothing for an instance without. */
    void renew(Timing timing, String words) {
        var ttl = terms.ttl();
        lapsed = false;
        if (ttl == null) {
            expires = null;
            findings = findings.stream().filter(f -> f.kind() != CheckResult.Kind.HEARTBEAT).toList();
            return;
        }
        extend(timing, ttl);
        put(new CheckResult(CheckResult.Kind.HEARTBEAT, key.instance(), true, timing.now(), words));
    }

    /** Moves the lease's end without a heartbeat: the time that an instance had no chance to be heard. */
    void extend(Timing timing, Duration ttl) {
        deadlineNanos = timing.nanos() + ttl.toNanos();
        expires = timing.now().plus(ttl);
    }

    /** Ends the lease. The finding keeps the time of the last heartbeat: since then there was none. */
    void lapse() {
        lapsed = true;
        var ttl = Objects.requireNonNull(terms.ttl());
        var end = Objects.requireNonNull(expires);
        put(new CheckResult(CheckResult.Kind.HEARTBEAT, key.instance(), false, end.minus(ttl),
                "no heartbeat for " + Values.text(ttl)));
    }

    /** Replaces what the same observer found before, in its place. */
    void put(CheckResult finding) {
        var all = new ArrayList<>(findings);
        for (var i = 0; i < all.size(); i++) {
            if (all.get(i).kind() == finding.kind() && all.get(i).by().equals(finding.by())) {
                all.set(i, finding);
                findings = List.copyOf(all);
                return;
            }
        }
        all.add(finding);
        findings = List.copyOf(all);
    }

    @Nullable
    CheckResult active() {
        return findings.stream().filter(f -> f.kind() == CheckResult.Kind.ACTIVE).findFirst().orElse(null);
    }

    /** Judges by the present facts. The lease is judged by the monotonic scale: a wall clock that jumps ends none. */
    void judge() {
        var end = expires;
        var now = end == null ? Instant.EPOCH : lapsed ? end : end.minusNanos(1);
        var verdict = Routability.judge(intent, end, now, findings, terms.check() != null && active() == null);
        routable = verdict.routable();
        reason = verdict.reason();
    }

    InstanceRecord record() {
        return new InstanceRecord(key.instance(), terms.url(), terms.weight(), terms.tags(), terms.version(),
                new Registered(at, by, expires), intent, findings, routable, reason);
    }

    Stored.Instance stored() {
        return new Stored.Instance(key, terms, at, by, expires, findings);
    }
}
