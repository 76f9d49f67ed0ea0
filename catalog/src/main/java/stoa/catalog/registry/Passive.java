package stoa.catalog.registry;

import java.util.function.UnaryOperator;
import stoa.catalog.passive.Shown;
import stoa.catalog.passive.Subject;
import stoa.catalog.store.Stored;
import stoa.discovery.CheckResult;
import stoa.discovery.Registration;

/** Shows what gateways found as observations, like all that is found out. */
final class Passive implements Shown {
    private final Board board;
    private final Commits commits;

    Passive(Board board, Commits commits) {
        this.board = board;
        this.commits = commits;
    }

    static Subject subject(Stored.Key key, Registration terms) {
        return new Subject(key.service(), key.instance(), terms.url(), terms.check());
    }

    @Override
    public boolean put(Subject subject, CheckResult finding) {
        return observe(subject, instance -> Facts.found(instance, finding));
    }

    @Override
    public void drop(Subject subject, String by) {
        observe(subject, instance -> Facts.dropped(instance, by));
    }

    private boolean observe(Subject subject, UnaryOperator<Stored.Instance> effect) {
        var member = board.at(new Stored.Key(subject.service(), subject.instance()), subject.url());
        member.ifPresent(m -> {
            var _ = commits.observe(new Observation(m, board.terms(m), effect, false));
        });
        return member.isPresent();
    }
}
