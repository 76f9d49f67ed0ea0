package stoa.catalog.registry;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Finding;
import stoa.catalog.check.Timing;
import stoa.catalog.passive.Doubts;
import stoa.catalog.store.Stored;
import stoa.discovery.CheckResult;
import stoa.discovery.Registration;

/**
 * Attends to the instances that are this catalog's part: has them checked, ends their leases in time, and sees them off
 * when nobody takes that up again.
 */
final class Upkeep {
    private static final int TTLS_UNTIL_FORGOTTEN = 10;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final Duration STOOD_STILL = Duration.ofSeconds(1);
    /** How often at most other catalogs are told that a check still passes. */
    private static final Duration TELL_PEERS = Duration.ofSeconds(10);

    private final Board board;
    private final Commits commits;
    private final Renewals renewals;
    private final Ring ring;
    private final Timing timing;
    private final Checker checker;
    private final Doubts doubts;
    private final String self;
    private final Duration forgetAfter;
    private final Consumer<Member> forget;

    /** What it works with. */
    record Means(Board board, Commits commits, Renewals renewals, Ring ring, Timing timing, Checker checker,
            Doubts doubts) {}

    /**
     * @param self who makes active findings here: the catalog's instance id
     * @param forgetAfter the least time that a lapsed instance stays to be seen; ten times its ttl where that is longer
     * @param forget removes an instance for good; must not block
     */
    Upkeep(Means means, String self, Duration forgetAfter, Consumer<Member> forget) {
        this.board = means.board();
        this.commits = means.commits();
        this.renewals = means.renewals();
        this.ring = means.ring();
        this.timing = means.timing();
        this.checker = means.checker();
        this.doubts = means.doubts();
        this.self = self;
        this.forgetAfter = forgetAfter;
        this.forget = forget;
    }

    /** Begins, or begins anew on the present terms; rests where another catalog attends. */
    void begin(Member member, Duration firstCheck) {
        synchronized (member) {
            var terms = board.terms(member);
            member.checks.stop();
            member.attended = ring.attends(member.key);
            var check = terms.check();
            member.checks = check == null || !member.attended
                    ? Checker.NONE
                    : checker.start(terms.url(), check, board.lastFound(member), firstCheck,
                            (finding, _) -> found(member, terms, finding));
            doubts.registered(Passive.subject(member.key, terms), member.attended ? board.passive(member) : List.of());
        }
        watchLease(member);
    }

    /** Begins or rests, where another catalog has come or gone. */
    void reassign(Member member, Duration firstCheck) {
        var mine = ring.attends(member.key);
        boolean was;
        synchronized (member) {
            was = member.attended;
        }
        if (mine != was) {
            var ttl = board.terms(member).ttl();
            if (mine && ttl != null && !board.isLapsed(member)) {
                // heartbeats that the other one heard may not have become known here
                board.extend(member, ttl);
            }
            begin(member, firstCheck);
        }
    }

    /** Looks after the lease from now on; to be called again when one has been revived. */
    void watchLease(Member member) {
        synchronized (member) {
            member.alarm.cancel();
            if (member.attended) {
                look(member, board.terms(member));
            }
        }
    }

    void end(Member member) {
        doubts.forget(member.key.service(), member.key.instance());
        synchronized (member) {
            member.attended = false;
            member.checks.stop();
            member.alarm.cancel();
        }
    }

    /** Something speaks for an instance that may be in doubt. */
    void encourage(Stored.Key key) {
        doubts.encouraged(key.service(), key.instance());
    }

    /** Takes what a gateway told this catalog, and looks at once. */
    void doubt(Member member, CheckResult finding) {
        doubts.reported(Passive.subject(member.key, board.terms(member)), finding);
        hurry(member);
    }

    /** Looks into what another catalog was told, where the instance is this one's part. */
    void doubt(Member member) {
        if (ring.attends(member.key)) {
            doubts.registered(Passive.subject(member.key, board.terms(member)), board.passive(member));
            hurry(member);
        }
    }

    private static void hurry(Member member) {
        synchronized (member) {
            member.checks.hurry();
        }
    }

    private void found(Member member, Registration terms, Finding finding) {
        var result = new CheckResult(CheckResult.Kind.ACTIVE, self, finding.ok(), timing.now(), finding.detail());
        var observation = new Observation(member, terms, i -> Facts.found(i, result), false);
        if (!board.renews(observation)) {
            var _ = commits.observe(observation);
        } else if (finding.ok() && ring.size() > 1) {
            board.checked(member, TELL_PEERS).ifPresent(renewals::add);
        }
        if (finding.ok()) {
            encourage(member.key);
        }
    }

    private void look(Member member, Registration terms) {
        var ttl = terms.ttl();
        if (ttl == null || !board.isCurrent(member, terms)) {
            return;
        }
        var left = board.left(member);
        if (!left.isPositive() && !board.isLapsed(member)) {
            left = end(member, terms, ttl, left);
        } else if (!left.isPositive()) {
            left = left.plus(stay(ttl));
            if (!left.isPositive()) {
                forget.accept(member);
                left = TRY_AGAIN;
            }
        }
        if (left.isPositive()) {
            wake(member, terms, left);
        }
    }

    /**
     * Ends a lease whose time is over; answers how much is left after all. A lease that is looked at much too late starts
     * anew: the catalog itself stood still and could hear no heartbeat.
     */
    private Duration end(Member member, Registration terms, Duration ttl, Duration left) {
        if (left.negated().compareTo(STOOD_STILL) >= 0) {
            board.extend(member, ttl);
            return ttl;
        }
        var _ = commits.observe(new Observation(member, terms,
                i -> Facts.lapsed(i) || board.left(member).isPositive() ? i : Facts.lapse(i, ttl), false))
                .whenComplete((_, _) -> watchLease(member));
        return Duration.ZERO;
    }

    private void wake(Member member, Registration terms, Duration later) {
        member.alarm = timing.after(later, () -> {
            synchronized (member) {
                look(member, terms);
            }
        });
    }

    private Duration stay(Duration ttl) {
        var many = ttl.multipliedBy(TTLS_UNTIL_FORGOTTEN);
        return many.compareTo(forgetAfter) > 0 ? many : forgetAfter;
    }
}
