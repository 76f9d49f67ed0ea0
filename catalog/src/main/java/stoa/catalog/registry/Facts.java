package stoa.catalog.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.catalog.check.Finding;
import stoa.catalog.store.Stored;
import stoa.discovery.CheckResult;
import stoa.discovery.CheckResult.Kind;
import stoa.discovery.Intent;
import stoa.discovery.Routability;
import stoa.runtime.Values;

/** What can be said and changed about an instance by its record alone; every catalog comes to the same. */
final class Facts {
    private Facts() {}

    static boolean lapsed(Stored.Instance i) {
        return i.findings().stream().anyMatch(f -> f.kind() == Kind.HEARTBEAT && !f.ok());
    }

    static @Nullable CheckResult active(Stored.Instance i) {
        return i.findings().stream().filter(f -> f.kind() == Kind.ACTIVE).findFirst().orElse(null);
    }

    /** The lease is judged by its finding: a wall clock that jumps ends none. */
    static Routability.Verdict judge(Stored.Instance i, Intent intent) {
        var end = i.expires();
        var now = end == null ? Instant.EPOCH : lapsed(i) ? end : end.minusNanos(1);
        return Routability.judge(intent, end, now, i.findings(), i.terms().check() != null && active(i) == null);
    }

    /** With a finding in place of what it supersedes: of active ones any other, of others the same observer's. */
    static Stored.Instance found(Stored.Instance i, CheckResult finding) {
        var all = new ArrayList<>(i.findings());
        var before = all.stream().filter(f -> supersedes(finding, f)).findFirst();
        if (before.isPresent()) {
            all.set(all.indexOf(before.get()), finding);
        } else {
            all.add(finding);
        }
        return i.with(all);
    }

    /** Without what an observer found passively, unless that is a failure. */
    static Stored.Instance dropped(Stored.Instance i, String by) {
        return i.with(i.findings().stream().filter(f -> f.kind() != Kind.PASSIVE || !f.by().equals(by) || !f.ok())
                .toList());
    }

    private static boolean supersedes(CheckResult finding, CheckResult other) {
        return finding.kind() == other.kind() && (finding.kind() == Kind.ACTIVE || finding.by().equals(other.by()));
    }

    /** A lease from now on; nothing for an instance without. */
    static Stored.Instance heard(Stored.Instance i, Instant now, String words) {
        var ttl = i.terms().ttl();
        if (ttl == null) {
            return i.until(null).with(i.findings().stream().filter(f -> f.kind() != Kind.HEARTBEAT).toList());
        }
        return found(i.until(now.plus(ttl)), new CheckResult(Kind.HEARTBEAT, i.key().instance(), true, now, words));
    }

    /** Whether the lease's end has moved on. */
    static boolean renewed(Stored.Instance before, Stored.Instance after) {
        return after.expires() != null && (before.expires() == null || after.expires().isAfter(before.expires()));
    }

    /** The lease is over. The finding keeps the time of the last heartbeat: since then there was none. */
    static Stored.Instance lapse(Stored.Instance i, Duration ttl) {
        var end = Objects.requireNonNull(i.expires());
        return found(i, new CheckResult(Kind.HEARTBEAT, i.key().instance(), false, end.minus(ttl),
                "no heartbeat for " + Values.text(ttl)));
    }

    /** Whether two say the same; when it was found out, and how long an answer took, makes no difference. */
    static boolean same(Stored.Instance a, Stored.Instance b) {
        var size = a.findings().size();
        if (size != b.findings().size() || lapsed(a) != lapsed(b)) {
            return false;
        }
        for (var n = 0; n < size; n++) {
            if (!same(a.findings().get(n), b.findings().get(n))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(CheckResult a, CheckResult b) {
        return a.kind() == b.kind() && a.by().equals(b.by())
                && new Finding(a.ok(), a.detail()).sameAs(new Finding(b.ok(), b.detail()));
    }

    /** What was planned, with those times that have moved on meanwhile. */
    static Stored.Instance newest(Stored.Instance planned, Stored.Instance shown) {
        if (!planned.terms().equals(shown.terms())) {
            return planned;
        }
        var findings = new ArrayList<>(planned.findings());
        findings.replaceAll(f -> shown.findings().stream()
                .filter(s -> f.ok() && same(s, f) && s.at().isAfter(f.at())).findFirst().orElse(f));
        var end = shown.expires();
        var later = !lapsed(planned) && end != null && planned.expires() != null && end.isAfter(planned.expires());
        return (later ? planned.until(end) : planned).with(findings);
    }
}
