package stoa.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import stoa.runtime.Component;
import stoa.runtime.Health;

/** Looks after one instance: its own checks and its stores, side by side, each within a second. */
final class Checkup {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** What a store has, so that its own words about why it does not answer are in time. */
    private static final Duration STORES = Duration.ofMillis(900);

    private final List<Probe<Health.Check>> checks = new ArrayList<>();
    private final List<Probe<Store>> stores = new ArrayList<>();
    private final InFlight inFlight;

    /** A store and what was found when it was tried. */
    record Store(String name, Component.Condition condition) {}

    Checkup(Service service, InFlight inFlight) {
        this.inFlight = inFlight;
        for (var check : service.checks()) {
            var name = "check " + (checks.size() + 1);
            checks.add(new Probe<>(check, why -> new Health.Check(name, false, why, Health.Weight.READINESS)));
        }
        for (var component : service.components()) {
            var name = component.name();
            stores.add(new Probe<>(() -> new Store(name, component.check(STORES)), why -> new Store(name,
                    new Component.Condition(false, "unknown", "", "", TIMEOUT, why))));
        }
    }

    /** Everything. A lost store degrades. */
    Health health() {
        var found = stores();
        var findings = new ArrayList<>(own());
        for (var store : found) {
            findings.add(new Health.Check(store.name(), store.condition().ok(), store.condition().detail(),
                    Health.Weight.DEGRADES));
        }
        return Health.of(findings);
    }

    /** Without the stores, which say nothing about whether the instance lives. */
    Health alone() {
        return Health.of(own());
    }

    List<Store> stores() {
        return Probe.all(stores, TIMEOUT);
    }

    private List<Health.Check> own() {
        var findings = new ArrayList<Health.Check>();
        if (inFlight.draining()) {
            findings.add(new Health.Check("draining", false, "draining", Health.Weight.READINESS));
        }
        findings.addAll(Probe.all(checks, TIMEOUT));
        return findings;
    }
}
