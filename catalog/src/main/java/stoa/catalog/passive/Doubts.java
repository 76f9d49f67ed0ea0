package stoa.catalog.passive;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Timing;
import stoa.discovery.CheckResult;

/**
 * What gateways found, and what becomes of it. A gateway that cannot connect to an instance makes it unroutable for all, and
 * the catalog looks for itself at once: by the instance's check, or by a connection where it has none; again after a second,
 * and ever more rarely up to every 30 s. A look that began after the gateway's word and finds the instance well clears that
 * word. Each gateway's word stands for itself, beside the catalog's own checks.
 */
public final class Doubts {
    private final Timing timing;
    private final Checker checker;
    private final String self;
    private final Shown shown;
    private final ConcurrentHashMap<String, Doubt> doubts = new ConcurrentHashMap<>();

    /** @param self who looks: the catalog's instance id */
    public Doubts(Timing timing, Checker checker, String self, Shown shown) {
        this.timing = timing;
        this.checker = checker;
        this.self = self;
        this.shown = shown;
    }

    /** A gateway could not connect to an instance. */
    public void reported(Subject subject, CheckResult finding) {
        while (!about(subject).reported(finding)) {
            Thread.onSpinWait();
        }
    }

    /**
     * The instance is registered so from now on.
     *
     * @param findings passive ones from before: what failed is looked into
     */
    public void registered(Subject subject, List<CheckResult> findings) {
        var known = doubts.get(subject.key());
        if (known != null && known.isAbout(subject)) {
            known.encouraged();
            findings.stream().filter(f -> !f.ok() && !known.knows(f.by())).forEach(f -> reported(subject, f));
            return;
        }
        if (known != null) {
            known.end();
        }
        for (var finding : findings) {
            if (finding.ok()) {
                shown.drop(subject, finding.by());
            } else {
                reported(subject, finding);
            }
        }
    }

    /** Something speaks for the instance: a check that passed, a heartbeat, a gateway that got through. */
    public void encouraged(String service, String instance) {
        // asked with every heartbeat, and mostly there are no doubts at all
        var known = doubts.isEmpty() ? null : doubts.get(service + "/" + instance);
        if (known != null) {
            known.encouraged();
        }
    }

    /** The instance has gone. */
    public void forget(String service, String instance) {
        var known = doubts.get(service + "/" + instance);
        if (known != null) {
            known.end();
        }
    }

    private Doubt about(Subject subject) {
        var known = doubts.get(subject.key());
        if (known != null && !known.isAbout(subject)) {
            known.end();
        }
        return doubts.computeIfAbsent(subject.key(),
                key -> new Doubt(subject, timing, checker, self, shown, ended -> doubts.remove(key, ended)));
    }
}
