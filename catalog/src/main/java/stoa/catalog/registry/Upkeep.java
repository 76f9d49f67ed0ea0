package stoa.catalog.registry;

import java.time.Duration;
import java.util.function.Consumer;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Timing;
import stoa.discovery.Registration;

/** Attends to every instance: has it checked, ends its lease in time, and sees it off when nobody takes that up again. */
final class Upkeep {
    private static final int TTLS_UNTIL_FORGOTTEN = 10;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final Board board;
    private final Timing timing;
    private final Checker checker;
    private final Duration forgetAfter;
    private final Consumer<Member> forget;

    /**
     * @param forgetAfter the least time that a lapsed instance stays to be seen; ten times its ttl where that is longer
     * @param forget removes an instance for good; must not block
     */
    Upkeep(Board board, Timing timing, Checker checker, Duration forgetAfter, Consumer<Member> forget) {
        this.board = board;
        this.timing = timing;
        this.checker = checker;
        this.forgetAfter = forgetAfter;
        this.forget = forget;
    }

    /** Begins, or begins anew on the present terms. */
    void begin(Member member, Duration firstCheck) {
        synchronized (member) {
            var terms = board.terms(member);
            member.checks.stop();
            var check = terms.check();
            member.checks = check == null
                    ? Checker.NONE
                    : checker.start(terms.url(), check, firstCheck, finding -> board.found(member, terms, finding));
        }
        watchLease(member);
    }

    /** Looks after the lease from now on; to be called again when one has been revived. */
    void watchLease(Member member) {
        synchronized (member) {
            member.alarm.cancel();
            look(member, board.terms(member));
        }
    }

    void end(Member member) {
        synchronized (member) {
            member.checks.stop();
            member.alarm.cancel();
        }
    }

    private void look(Member member, Registration terms) {
        var ttl = terms.ttl();
        if (ttl == null || !board.isCurrent(member, terms)) {
            return;
        }
        var left = board.lease(member, ttl);
        if (!left.isPositive()) {
            left = left.plus(stay(ttl));
        }
        if (!left.isPositive()) {
            forget.accept(member);
            left = TRY_AGAIN;
        }
        wake(member, terms, left);
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
