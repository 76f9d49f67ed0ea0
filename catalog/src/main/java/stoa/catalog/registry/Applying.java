package stoa.catalog.registry;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Draft.Put;
import stoa.catalog.store.Draft.ServiceDraft;
import stoa.catalog.store.Stored;
import stoa.catalog.watch.Change;
import stoa.catalog.watch.Changes;
import stoa.catalog.watch.Position;
import stoa.discovery.CheckResult;

/** Brings what was decided into memory, tells who watches, and remembers what happened. Guarded by the {@link Board}. */
final class Applying {
    private final Index index;
    private final Set<Member> aheads;
    private final Timing timing;
    private final News news;
    private final Changes changes;

    /** @param aheads instances that show what could not be stored */
    Applying(Index index, Set<Member> aheads, Timing timing, News news, Changes changes) {
        this.index = index;
        this.aheads = aheads;
        this.timing = timing;
        this.news = news;
        this.changes = changes;
    }

    /** @param number the service's number, in case it is new */
    void become(ServiceDraft draft, long number, Position place, Effects effects) {
        var service = index.find(draft.name());
        if (service == null) {
            service = new Listed(number, draft.name());
            index.add(service);
            news.added(service);
        }
        index.route(service, draft.route());
        for (var put : draft.put()) {
            put(service, put, place.ahead() > 0, effects);
        }
        for (var id : draft.removed()) {
            news.removed(remove(service, id, effects), draft.forgotten());
        }
        for (var intent : draft.intents().entrySet()) {
            index.intend(new Stored.Key(draft.name(), intent.getKey()), intent.getValue());
            var member = service.members.get(intent.getKey());
            if (member != null) {
                member.intent = intent.getValue();
                news.intended(member);
                judge(member);
            }
        }
        tell(service, draft.present(), place);
        if (!draft.present()) {
            news.gone(service);
        }
    }

    private void put(Listed service, Put put, boolean ahead, Effects effects) {
        var instance = put.instance();
        var member = service.members.get(instance.key().instance());
        if (member == null) {
            member = added(service, instance);
            news.registered(member);
            effects.begun.add(member);
            return;
        }
        if (member.ahead && Facts.same(member.now, instance)) {
            member.ahead = false;
            member.unsavedFlip = null;
            aheads.remove(member);
        }
        var before = member.now;
        var lapsed = member.lapsed();
        become(member, instance, member.ahead && !ahead);
        if (!before.terms().equals(instance.terms())) {
            news.changed(member, Plan.changes(before.terms(), instance.terms()));
            effects.begun.add(member);
        }
        var ttl = instance.terms().ttl();
        if (put.renewed() && ttl != null) {
            member.extend(timing, ttl);
        }
        if (lapsed && !member.lapsed()) {
            effects.revived.add(member);
        }
        if (!lapsed && member.lapsed()) {
            news.expired(member);
            if (member.deadlineNanos > timing.nanos()) {
                effects.heard.add(member);
            }
        }
        judge(member);
    }

    /** @param stale whether what was found out ahead of the store is newer than what the store has */
    private static void become(Member member, Stored.Instance instance, boolean stale) {
        var keeps = stale && member.terms().equals(instance.terms());
        member.now = keeps ? instance.with(member.now.findings()) : Facts.newest(instance, member.now);
    }

    private Member added(Listed service, Stored.Instance instance) {
        var member = new Member(instance);
        var ttl = instance.terms().ttl();
        member.deadlineNanos = timing.nanos();
        if (ttl != null && !member.lapsed()) {
            // every lease has its full time from when it becomes known here: no heartbeat could be heard before
            member.extend(timing, ttl);
        }
        member.leaseSavedNanos = timing.nanos();
        member.intent = index.intent(member.key);
        member.judge();
        service.members.put(member.key.instance(), member);
        index.instances++;
        return member;
    }

    private Member remove(Listed service, String id, Effects effects) {
        var member = index.member(new Stored.Key(service.name, id));
        service.members.remove(id);
        aheads.remove(member);
        index.instances--;
        effects.ended.add(member);
        return member;
    }

    private void judge(Member member) {
        var before = member.routable;
        member.judge();
        if (before != member.routable) {
            news.judged(member);
        }
    }

    private void tell(Listed service, boolean present, Position place) {
        var replaced = service.place;
        service.place = place;
        service.revision = place.revision();
        if (present) {
            service.told = service.record();
            changes.add(Change.of(place, service.told), replaced);
        } else {
            index.remove(service);
            changes.add(Change.gone(place, service.id, service.name), replaced);
        }
    }

    /** What others have committed; it is they who remember what happened. */
    void take(Stored stored, Effects effects) {
        var puts = stored.instances().stream().collect(groupingBy(i -> i.key().service()));
        var gone = new ArrayList<>(stored.gone());
        for (var row : stored.services()) {
            while (!gone.isEmpty() && gone.getFirst().revision() < row.revision()) {
                go(gone.removeFirst(), stored, effects);
            }
            take(row, puts.getOrDefault(row.name(), List.of()), stored, effects);
        }
        gone.forEach(row -> go(row, stored, effects));
    }

    private void take(Stored.Service row, List<Stored.Instance> puts, Stored stored, Effects effects) {
        var service = index.find(row.name());
        if (service == null) {
            service = new Listed(row.id(), row.name());
            index.add(service);
        }
        index.route(service, row.route());
        index.intents(row.name(), stored.intents().getOrDefault(row.name(), Map.of()));
        for (var instance : puts) {
            take(service, instance, effects);
        }
        var present = stored.present().getOrDefault(row.name(), Set.of());
        for (var id : service.members.keySet().stream().filter(id -> !present.contains(id)).toList()) {
            remove(service, id, effects);
        }
        for (var member : service.members.values()) {
            member.intent = index.intent(member.key);
            member.judge();
        }
        tell(service, true, Position.at(row.revision()));
    }

    private void take(Listed service, Stored.Instance instance, Effects effects) {
        var member = service.members.get(instance.key().instance());
        if (member == null) {
            effects.begun.add(added(service, instance));
            return;
        }
        var lapsed = member.lapsed();
        var changed = !member.terms().equals(instance.terms());
        var renewed = changed || Facts.renewed(member.now, instance);
        if (changed) {
            effects.begun.add(member);
        }
        become(member, instance, member.ahead);
        if (instance.findings().stream().anyMatch(f -> f.kind() == CheckResult.Kind.PASSIVE && !f.ok())) {
            effects.doubted.add(member);
        }
        var ttl = instance.terms().ttl();
        if (ttl != null && lapsed && !member.lapsed()) {
            member.extend(timing, ttl);
            effects.revived.add(member);
        } else if (ttl != null && renewed && !member.lapsed()) {
            // it registered or was heard at another catalog; what that stores of the lease alone may come later and say
            // nothing new then
            member.deadlineNanos = timing.nanos() + ttl.toNanos();
        }
    }

    private void go(Stored.Service row, Stored stored, Effects effects) {
        index.intents(row.name(), stored.intents().getOrDefault(row.name(), Map.of()));
        var known = index.find(row.name());
        var service = known == null ? new Listed(row.id(), row.name()) : known;
        for (var id : List.copyOf(service.members.keySet())) {
            remove(service, id, effects);
        }
        tell(service, false, Position.at(row.revision()));
    }
}
