package stoa.catalog.passive;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Finding;
import stoa.catalog.check.Timing;
import stoa.discovery.CheckResult;

/** One instance that at least one gateway could not connect to, until the catalog has seen for itself that it answers. */
final class Doubt {
    private static final int MOST_WITNESSES = 32;
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofSeconds(30);
    /** So long a cleared finding stays to be seen, and disagreement is remembered. */
    private static final Duration FORGET = Duration.ofMinutes(2);

    final Subject subject;
    private final Timing timing;
    private final Checker checker;
    private final String self;
    private final Shown shown;
    private final Consumer<Doubt> gone;
    private final Map<String, Witness> witnesses = new HashMap<>();
    private Checker.Running looking = Checker.NONE;
    private boolean isLooking;
    private boolean ended;
    private long since;
    private Timing.Alarm alarm = () -> {};

    /**
     * @param self who looks: the catalog's instance id
     * @param gone called when there is nothing more to remember
     */
    Doubt(Subject subject, Timing timing, Checker checker, String self, Shown shown, Consumer<Doubt> gone) {
        this.subject = subject;
        this.timing = timing;
        this.checker = checker;
        this.self = self;
        this.shown = shown;
        this.gone = gone;
    }

    /** A gateway could not connect to the instance. False when this doubt is over, and another one has to be had. */
    synchronized boolean reported(CheckResult finding) {
        if (ended) {
            return false;
        }
        if (!witnesses.containsKey(finding.by()) && witnesses.size() == MOST_WITNESSES) {
            return true;
        }
        witnesses.computeIfAbsent(finding.by(), _ -> new Witness()).reported(timing.nanos());
        if (shown.put(subject, finding)) {
            look();
        } else {
            end();
        }
        return true;
    }

    /** Whether this is looked into already as that gateway's word. */
    synchronized boolean knows(String by) {
        var witness = witnesses.get(by);
        return witness != null && witness.isFailing();
    }

    /** Something speaks for the instance: it is looked at now, unless that could clear nothing yet. */
    synchronized void encouraged() {
        var now = timing.nanos();
        if (isLooking && witnesses.values().stream().anyMatch(w -> w.isOutweighed(now))) {
            looking.hurry();
        }
    }

    private void look() {
        alarm.cancel();
        if (isLooking) {
            looking.hurry();
        } else {
            isLooking = true;
            since = timing.nanos();
            looking = checker.look(subject.url(), subject.look(), this::pace, this::looked);
        }
        var now = timing.nanos();
        witnesses.values().stream().filter(Witness::isFailing).map(Witness::holdsUntil).filter(end -> end - now > 0)
                .min(Long::compare).ifPresent(end -> wakeAfter(end - now, looking::hurry));
    }

    private void wakeAfter(long nanos, Runnable task) {
        alarm = timing.after(Duration.ofNanos(nanos + 1), task);
    }

    /** As long as it has lasted already, within bounds: each pause is about twice the one before. */
    private synchronized Duration pace() {
        var lasted = Duration.ofNanos(timing.nanos() - since);
        return lasted.compareTo(SOONEST) < 0 ? SOONEST : lasted.compareTo(LATEST) > 0 ? LATEST : lasted;
    }

    private synchronized void looked(Finding finding, long begun) {
        if (ended || !isLooking || !finding.ok()) {
            return;
        }
        for (var entry : Map.copyOf(witnesses).entrySet()) {
            if (entry.getValue().isOutweighed(begun)) {
                entry.getValue().cleared(timing.nanos());
                if (!shown.put(subject, new CheckResult(CheckResult.Kind.PASSIVE, entry.getKey(), true, timing.now(),
                        "answers again: " + finding.detail() + ", seen by " + self))) {
                    end();
                    return;
                }
            }
        }
        if (witnesses.values().stream().noneMatch(Witness::isFailing)) {
            rest();
        }
    }

    private void rest() {
        stopLooking();
        wakeAfter(FORGET.toNanos(), this::forget);
    }

    private synchronized void forget() {
        if (!ended && !isLooking) {
            witnesses.keySet().forEach(by -> shown.drop(subject, by));
            end();
        }
    }

    /** Whether this still is about the instance as it is registered now. */
    boolean isAbout(Subject now) {
        return subject.equals(now);
    }

    synchronized void end() {
        ended = true;
        stopLooking();
        gone.accept(this);
    }

    private void stopLooking() {
        isLooking = false;
        looking.stop();
        looking = Checker.NONE;
        alarm.cancel();
    }
}
