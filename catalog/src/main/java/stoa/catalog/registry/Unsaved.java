package stoa.catalog.registry;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What has been told and is not stored yet. Guarded by the {@link Board}. */
final class Unsaved {
    private final Map<String, Long> services = new HashMap<>();
    private final Set<Member> members = new LinkedHashSet<>();
    private final Runnable noted;

    /** @param noted called when there is something to save; must not block */
    Unsaved(Runnable noted) {
        this.noted = noted;
    }

    void note(String service, long revision) {
        services.merge(service, revision, Math::max);
        noted.run();
    }

    void note(Member member) {
        members.add(member);
        noted.run();
    }

    void drop(Member member) {
        members.remove(member);
    }

    Stored.Told take(long revision) {
        var told = new Stored.Told(revision, Map.copyOf(services), members.stream().map(Member::stored).toList());
        services.clear();
        members.clear();
        return told;
    }

    /** Takes back what could not be saved, of instances those that are still there. */
    void giveBack(Stored.Told told, Index index) {
        told.services().forEach((service, revision) -> services.merge(service, revision, Math::max));
        for (var instance : told.instances()) {
            var member = index.find(instance.key());
            if (member != null) {
                members.add(member);
            }
        }
    }
}
