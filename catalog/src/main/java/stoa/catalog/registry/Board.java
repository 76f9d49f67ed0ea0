package stoa.catalog.registry;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.catalog.check.Finding;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Draft;
import stoa.catalog.store.Stored;
import stoa.catalog.watch.Changes;
import stoa.catalog.watch.Position;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Registration;
import stoa.discovery.ServiceRecord;

/**
 * The registry in memory, which all reads are answered from. Its lock is held only while memory is touched, never during
 * I/O. Drafts are made from it, and applied to it once they are committed; what could not be committed is applied ahead
 * of the store, and in every further draft until one is.
 */
final class Board {
    private final Timing timing;
    private final Changes changes;
    private final Drafting drafting;
    private final Applying applying;
    private final Index index = new Index();
    private final Set<Member> aheads = new LinkedHashSet<>();
    private long revision;
    private long ahead;

    /** @param self whose judgement it is: the catalog's instance id */
    Board(Stored stored, Timing timing, News news, String self, Changes changes) {
        this.timing = timing;
        this.changes = changes;
        this.applying = new Applying(index, aheads, timing, news, changes);
        this.drafting = new Drafting(index, timing, self);
        changes.forgottenUpTo(Position.at(stored.forgottenUpTo()));
        take(stored);
    }

    /** Has work done on the index that no change comes between; it must not block. */
    synchronized <T extends @Nullable Object> T look(Look<T> work) {
        return work.at(index, revision);
    }

    /** Work on the index at a revision. */
    @FunctionalInterface
    interface Look<T extends @Nullable Object> {
        T at(Index index, long revision);
    }

    /** What observations change, and what earlier ones changed that is not stored; those that say nothing new are shown. */
    synchronized Draft draft(Collection<Observation> observed) {
        return drafting.of(observed, aheads, revision);
    }

    /**
     * Applies a draft that was committed.
     *
     * @param numbers the numbers of its services
     */
    synchronized Effects apply(Draft draft, Map<String, Long> numbers) {
        var effects = new Effects();
        for (var i = 0; i < draft.services().size(); i++) {
            var service = draft.services().get(i);
            applying.become(service, numbers.getOrDefault(service.name(), 0L), Position.at(draft.revision(i)), effects);
        }
        reached(draft.revision());
        return effects;
    }

    /** Applies what cannot be committed now. */
    synchronized Effects applyAhead(Collection<Observation> observed) {
        var effects = new Effects();
        for (var service : drafting.of(observed, Set.of(), revision).services()) {
            applying.become(service, 0, new Position(revision, ++ahead), effects);
            for (var put : service.put()) {
                var member = index.member(put.instance().key());
                member.ahead = true;
                member.unsavedFlip = put.flip() == null ? member.unsavedFlip : put.flip();
                aheads.add(member);
            }
        }
        return effects;
    }

    /** Takes over what others have committed, and at the start everything. */
    synchronized Effects take(Stored stored) {
        var effects = new Effects();
        applying.take(stored, effects);
        reached(stored.revision());
        return effects;
    }

    private void reached(long to) {
        revision = to;
        ahead = 0;
        changes.reached(Position.at(to));
    }

    /** Takes a renewal over that another catalog heard. */
    synchronized void renewed(Stored.Renewal renewal) {
        var member = index.find(renewal.key());
        if (member == null) {
            return;
        }
        var end = renewal.expires();
        var ttl = member.terms().ttl();
        var known = member.now.expires();
        if (end != null && ttl != null && !member.lapsed() && (known == null || end.isAfter(known))) {
            member.now = Facts.heard(member.now, end.minus(ttl), "heartbeat").until(end);
            member.deadlineNanos = timing.nanos() + ttl.toNanos();
        }
        var checked = Facts.active(member.now);
        var at = renewal.checkedAt();
        if (checked != null && checked.ok() && at != null && at.isAfter(checked.at())) {
            member.now = Facts.found(member.now, new CheckResult(checked.kind(), checked.by(), true, at,
                    checked.detail()));
        }
    }

    /** To be used within {@link #look} only. */
    Drafting drafting() {
        return drafting;
    }

    /** What the active check found last. */
    synchronized @Nullable Finding lastFound(Member member) {
        var last = Facts.active(member.now);
        return last == null ? null : Finding.of(last);
    }

    /** What gateways found. */
    synchronized List<CheckResult> passive(Member member) {
        return member.now.findings().stream().filter(f -> f.kind() == CheckResult.Kind.PASSIVE).toList();
    }

    /** The instance of that name, where it is registered with that address. */
    synchronized Optional<Member> at(Stored.Key key, URI url) {
        return Optional.ofNullable(index.find(key)).filter(m -> m.terms().url().equals(url));
    }

    synchronized boolean isChecked(Member member) {
        return Facts.active(member.now) != null;
    }

    synchronized boolean has(Stored.Key key) {
        return index.find(key) != null;
    }

    synchronized List<Member> members() {
        var all = new ArrayList<Member>(index.instances);
        index.all().forEach(s -> all.addAll(s.members.values()));
        return all;
    }

    /** Whether something is shown that is not stored. */
    synchronized boolean isAhead() {
        return !aheads.isEmpty();
    }

    synchronized long revision() {
        return revision;
    }

    synchronized InstanceRecord instance(Stored.Key key) {
        return index.member(key).record();
    }

    synchronized Optional<ServiceRecord> service(String nameOrNumber) {
        return Optional.ofNullable(index.findByNameOrNumber(nameOrNumber)).map(Listed::record);
    }

    synchronized List<ServiceRecord> list(Registry.Filter filter, String after, int most) {
        return index.list(filter, after, most);
    }

    synchronized int size() {
        return index.size();
    }

    /** What an instance is registered with now. */
    synchronized Registration terms(Member member) {
        return member.terms();
    }

    /** Whether this is still what is registered, on these terms. */
    synchronized boolean isCurrent(Member member, Registration terms) {
        return index.find(member.key) == member && member.terms().equals(terms);
    }

    /** Whether this instance is still registered, and nobody has renewed its lease. */
    synchronized boolean isLapsed(Member member) {
        return index.find(member.key) == member && member.lapsed();
    }

    /** How much is left of a lease; less than nothing since it is over. */
    synchronized Duration left(Member member) {
        return Duration.ofNanos(member.deadlineNanos - timing.nanos());
    }

    /** Takes an observation that says nothing new, which needs no draft; false when it does. */
    synchronized boolean renews(Observation observation) {
        var member = observation.member();
        if (!isCurrent(member, observation.terms())) {
            return true;
        }
        var after = observation.effect().apply(member.now);
        if (!Facts.same(member.now, after)) {
            return false;
        }
        member.now = after;
        return true;
    }

    /**
     * Renews a lease that has not lapsed; answers what is to be stored of it.
     *
     * @throws Refused when there is no such instance
     */
    synchronized Heard heard(Stored.Key key, String words) {
        var member = index.member(key);
        var ttl = member.terms().ttl();
        if (ttl == null) {
            return new Heard(member, member.terms(), false, Optional.empty());
        }
        member.deadlineNanos = timing.nanos() + ttl.toNanos();
        if (member.lapsed()) {
            return new Heard(member, member.terms(), true, Optional.empty());
        }
        member.now = Facts.heard(member.now, timing.now(), words);
        var due = timing.nanos() - member.leaseSavedNanos >= ttl.toNanos() / 3;
        if (due) {
            member.leaseSavedNanos = timing.nanos();
        }
        return new Heard(member, member.terms(), false, due ? Optional.of(renewal(member)) : Optional.empty());
    }

    /** @param lapsed whether the lease had lapsed, so that its revival is to be committed */
    record Heard(Member member, Registration terms, boolean lapsed, Optional<Stored.Renewal> renewal) {}

    /** What is to be stored of a check that still passes, once in {@code span}. */
    synchronized Optional<Stored.Renewal> checked(Member member, Duration span) {
        var due = timing.nanos() - member.checkSavedNanos >= span.toNanos();
        if (due) {
            member.checkSavedNanos = timing.nanos();
        }
        return due ? Optional.of(renewal(member)) : Optional.empty();
    }

    private static Stored.Renewal renewal(Member member) {
        var active = Facts.active(member.now);
        return new Stored.Renewal(member.key, member.now.expires(),
                active == null || !active.ok() ? null : active.at());
    }

    /** Lets a lease begin anew without a heartbeat. */
    synchronized void extend(Member member, Duration ttl) {
        member.extend(timing, ttl);
    }
}
