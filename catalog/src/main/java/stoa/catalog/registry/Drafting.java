package stoa.catalog.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Draft;
import stoa.catalog.store.Draft.Put;
import stoa.catalog.store.Draft.ServiceDraft;
import stoa.catalog.store.Stored;
import stoa.discovery.Intent;
import stoa.discovery.RouteRecord;

/** Plans changes of the registry. Guarded by the {@link Board}. */
final class Drafting {
    private static final String CATALOG = "catalog";

    private final Index index;
    private final Timing timing;
    private final String self;

    /** @param self whose judgement it is: the catalog's instance id */
    Drafting(Index index, Timing timing, String self) {
        this.index = index;
        this.timing = timing;
        this.self = self;
    }

    /**
     * What observations change. One that says nothing new is shown at once and is no part of the draft.
     *
     * @param unsaved instances to be written as they are shown
     */
    Draft of(Collection<Observation> observed, Collection<Member> unsaved, long revision) {
        var puts = new LinkedHashMap<Stored.Key, Put>();
        for (var member : unsaved) {
            puts.put(member.key, new Put(member.now, false, member.unsavedFlip));
        }
        for (var observation : observed) {
            observe(observation, puts);
        }
        var byService = new LinkedHashMap<String, List<Put>>();
        puts.forEach((key, put) -> byService.computeIfAbsent(key.service(), _ -> new ArrayList<>()).add(put));
        var services = new ArrayList<ServiceDraft>();
        byService.forEach((name, its) -> services.add(
                new ServiceDraft(name, index.route(name), true, its, List.of(), false, Map.of())));
        return new Draft(revision, services);
    }

    private void observe(Observation observation, Map<Stored.Key, Put> puts) {
        var member = observation.member();
        var planned = puts.get(member.key);
        var before = planned == null ? member.now : planned.instance();
        if (index.find(member.key) != member || !before.terms().equals(observation.terms())) {
            return;
        }
        var after = observation.effect().apply(before);
        if (planned == null && Facts.same(before, after)) {
            member.now = after;
            return;
        }
        var renewed = observation.renews() || (planned != null && planned.renewed());
        puts.put(member.key, new Put(after, renewed, flip(member, after)));
    }

    /** What comes of a judgement that changes; of one that does not, what came of it before and is not stored. */
    private Stored.@Nullable Flip flip(Member member, Stored.Instance after) {
        var verdict = Facts.judge(after, member.intent);
        return verdict.routable() == member.routable
                ? member.unsavedFlip
                : new Stored.Flip(timing.now(), verdict.routable(), verdict.reason(), self);
    }

    /**
     * A registration.
     *
     * @param member the instance as it is registered; null for a new one
     */
    Draft registered(Plan plan, @Nullable RouteRecord route, @Nullable Member member, long revision) {
        var flip = member == null ? null : flip(member, plan.instance());
        return draft(revision, new ServiceDraft(plan.instance().key().service(), route, true,
                List.of(new Put(plan.instance(), true, flip)), List.of(), false, Map.of()));
    }

    /**
     * A removal.
     *
     * @param forgotten by the catalog, since nobody renewed the lease
     */
    static Draft removed(Listed service, String id, boolean forgotten, long revision) {
        var last = service.members.size() == 1;
        return draft(revision, new ServiceDraft(service.name, last ? null : service.route,
                !last || service.isPermanent(), List.of(), List.of(id), forgotten, Map.of()));
    }

    /** An operator's will. @throws Refused when no catalog would be left to take it back at */
    Draft intended(Listed service, Member member, Intent intent, long revision) {
        if (service.name.equals(CATALOG) && intent != Intent.ENABLED
                && service.members.values().stream().noneMatch(m -> m != member && m.routable)) {
            throw Refused.onlyCatalog(member.key.instance());
        }
        var verdict = Facts.judge(member.now, intent);
        var flip = verdict.routable() == member.routable
                ? null
                : new Stored.Flip(timing.now(), verdict.routable(), verdict.reason(), self);
        var put = flip == null ? List.<Put>of() : List.of(new Put(member.now, false, flip));
        return draft(revision, new ServiceDraft(service.name, service.route, true, put, List.of(), false,
                Map.of(member.key.instance(), intent)));
    }

    private static Draft draft(long revision, ServiceDraft service) {
        return new Draft(revision, List.of(service));
    }
}
