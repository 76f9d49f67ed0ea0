package stoa.catalog.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stoa.discovery.CheckResult;
import stoa.discovery.Registration;
import stoa.discovery.RouteRecord;

/**
 * What a registration would change.
 *
 * @param kind MADE: an instance more; CHANGED: other terms for one that is there; RENEWED: nothing but its lease
 * @param route the service's route afterwards
 * @param changed the names of the changed fields
 * @param revision the registry's revision afterwards, unless it is overtaken
 */
record Plan(Kind kind, Stored.Instance instance, @Nullable RouteRecord route, List<String> changed, long revision) {
    enum Kind { MADE, CHANGED, RENEWED }

    static Plan of(Stored.Key key, Registration said, @Nullable Member member, @Nullable RouteRecord has,
            @Nullable RouteRecord added, Instant now, long revision) {
        var terms = new Registration(said.url(), said.weight(), said.tags(), said.version(), null, said.check(),
                said.ttl());
        var route = added == null ? has : added;
        if (member == null) {
            var fresh = new Stored.Instance(key, terms, now, stoa.discovery.Registered.Source.SELF, null, List.of());
            return new Plan(Kind.MADE, fresh, route, List.of(), revision);
        }
        var changed = changes(member.terms, terms);
        if (added != null) {
            changed.add("route");
        }
        var instance = new Stored.Instance(key, terms, member.at, member.by, member.expires,
                remaining(member.findings, changed));
        return new Plan(changed.isEmpty() ? Kind.RENEWED : Kind.CHANGED, instance, route, changed, revision);
    }

    /** The findings that still hold: none that were made at another address or in another way. */
    List<CheckResult> remaining(List<CheckResult> findings) {
        return remaining(findings, changed);
    }

    private static List<CheckResult> remaining(List<CheckResult> findings, List<String> changed) {
        var stale = changed.contains("url") || changed.contains("check");
        return stale ? findings.stream().filter(f -> f.kind() == CheckResult.Kind.HEARTBEAT).toList() : findings;
    }

    private static List<String> changes(Registration before, Registration after) {
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
