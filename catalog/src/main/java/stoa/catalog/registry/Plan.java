package stoa.catalog.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.catalog.store.Stored;
import stoa.discovery.CheckResult;
import stoa.discovery.Registered;
import stoa.discovery.Registration;

/**
 * What a registration would make of an instance.
 *
 * @param kind MADE: an instance more; CHANGED: other terms for one that is there; RENEWED: nothing but its lease
 */
record Plan(Kind kind, Stored.Instance instance) {
    enum Kind { MADE, CHANGED, RENEWED }

    /** @param routed whether it brings its service a route */
    static Plan of(Stored.Key key, Registration said, Registered.Source by, @Nullable Member member, boolean routed,
            Instant now) {
        var terms = new Registration(said.url(), said.weight(), said.tags(), said.version(), null, said.check(),
                said.ttl());
        if (member == null) {
            var fresh = new Stored.Instance(key, terms, now, by, null, List.of());
            return new Plan(Kind.MADE, Facts.heard(fresh, now, "registered"));
        }
        var before = member.now;
        var changed = changes(before.terms(), terms);
        var instance = new Stored.Instance(key, terms, before.at(), before.by(), before.expires(),
                remaining(before.findings(), changed));
        return new Plan(changed.isEmpty() && !routed ? Kind.RENEWED : Kind.CHANGED,
                Facts.heard(instance, now, "registered again"));
    }

    /** The findings that still hold: none that were made at another address or in another way. */
    private static List<CheckResult> remaining(List<CheckResult> findings, List<String> changed) {
        var stale = changed.contains("url") || changed.contains("check");
        return stale ? findings.stream().filter(f -> f.kind() == CheckResult.Kind.HEARTBEAT).toList() : findings;
    }

    /** The names of the fields that differ. */
    static List<String> changes(Registration before, Registration after) {
        var changed = new ArrayList<String>();
        note(changed, "url", before.url(), after.url());
        note(changed, "weight", before.weight(), after.weight());
        note(changed, "tags", before.tags(), after.tags());
        note(changed, "version", before.version(), after.version());
        note(changed, "check", before.check(), after.check());
        note(changed, "ttl", before.ttl(), after.ttl());
        return changed;
    }

    private static void note(List<String> changed, String field, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            changed.add(field);
        }
    }
}
