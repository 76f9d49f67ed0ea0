package stoa.catalog.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import stoa.catalog.check.Finding;
import stoa.catalog.check.Timing;
import stoa.catalog.watch.Change;
import stoa.catalog.watch.Changes;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registration;
import stoa.discovery.ServiceRecord;

/**
 * The registry in memory. Its lock is held only while memory is touched, never during I/O, so that reads, heartbeats and
 * findings go on while the store is slow or away. Whoever changes definitions here has committed them before.
 */
final class Board {
    private static final Duration STOOD_STILL = Duration.ofSeconds(1);
    private static final long NONE = 0;

    private final Timing timing;
    private final News news;
    private final String self;
    private final Changes changes;
    private final Unsaved unsaved;
    private final Index index = new Index();
    private final Map<Stored.Key, Intent> intents;
    private long revision;
    private int instances;

    /**
     * @param self who makes active findings here: the catalog's instance id
     * @param told called when there is something to save; must not block
     */
    Board(Stored stored, Timing timing, News news, String self, Changes changes, Runnable told) {
        this.timing = timing;
        this.news = news;
        this.self = self;
        this.changes = changes;
        this.unsaved = new Unsaved(told);
        this.intents = new HashMap<>(stored.intents());
        this.revision = stored.begin();
        load(stored);
    }

    private void load(Stored stored) {
        changes.forgottenUpTo(stored.forgottenUpTo());
        stored.gone().forEach(s -> changes.add(Change.gone(s.revision(), s.id(), s.name()), s.revision()));
        stored.services().forEach(s -> index.add(new Listed(s.id(), s.name(), s.route(), s.revision())));
        for (var instance : stored.instances()) {
            var service = index.find(instance.key().service());
            if (service != null) {
                add(service, restored(new Member(instance)));
            }
        }
        for (var service : index.all()) {
            service.told = service.record();
            changes.add(Change.of(service.told), service.revision);
        }
    }

    /** Every lease has its full time from the catalog's start on: no heartbeat could be heard before. */
    private Member restored(Member member) {
        var ttl = member.terms.ttl();
        member.deadlineNanos = timing.nanos();
        if (ttl != null && !member.lapsed) {
            member.extend(timing, ttl);
        }
        return member;
    }

    private void add(Listed service, Member member) {
        member.intent = intents.getOrDefault(member.key, Intent.ENABLED);
        member.judge();
        service.members.put(member.key.instance(), member);
        instances++;
    }

    /** Looks at what a registration would change. @throws Refused when it cannot be followed */
    synchronized Plan plan(Stored.Key key, Registration said, int mostInstances) {
        var service = index.find(key.service());
        var member = index.find(key);
        var has = service == null ? null : service.route;
        var added = index.prefixes.added(key.service(), has, said.route());
        if (member == null && instances >= mostInstances) {
            throw new Refused(Refused.Reason.CONFLICT, "the catalog holds " + instances
                    + " instances, its limit (setting catalog-max-instances): deregister some first");
        }
        return Plan.of(key, said, member, has, added, timing.now(), revision + 1);
    }

    /** Applies what {@link #plan} found, after it was committed. */
    synchronized Member registered(Plan plan, long number) {
        var key = plan.instance().key();
        var service = index.find(key.service());
        if (service == null) {
            // no revision yet: the present one is another service's, whose latest change this one's must not replace
            service = new Listed(number, key.service(), null, NONE);
            index.add(service);
            news.added(service);
        }
        service.route = plan.route();
        index.prefixes.put(service.route, service.name);
        var member = service.members.get(key.instance());
        if (member == null) {
            member = new Member(plan.instance());
            member.renew(timing, "registered");
            add(service, member);
            news.registered(member);
        } else {
            news.changed(member, plan.changed());
            member.findings = plan.remaining(member.findings);
            member.terms = plan.instance().terms();
            member.renew(timing, "registered again");
            judge(member);
        }
        unsaved.note(member);
        tell(service);
        return member;
    }

    /** Whether the instance is its service's last. @throws Refused when there is no such instance */
    synchronized boolean isLast(Stored.Key key) {
        index.member(key);
        return index.service(key).members.size() == 1;
    }

    /**
     * Applies a removal, after it was committed.
     *
     * @param forgotten removed by the catalog, since nobody renewed its lease
     */
    synchronized Member removed(Stored.Key key, boolean forgotten) {
        var service = index.service(key);
        var member = index.member(key);
        service.members.remove(key.instance());
        unsaved.drop(member);
        news.removed(member, forgotten);
        instances--;
        if (service.members.isEmpty()) {
            index.prefixes.remove(service.route);
            service.route = null;
        }
        if (service.members.isEmpty() && !service.isPermanent()) {
            index.remove(service);
            revision++;
            changes.add(Change.gone(revision, service.id, service.name), service.revision);
            unsaved.note(service.name, revision);
            news.gone(service);
        } else {
            tell(service);
        }
        return member;
    }

    synchronized Intent intent(Stored.Key key) {
        return index.member(key).intent;
    }

    /** Applies an operator's will, after it was committed. */
    synchronized void intended(Stored.Key key, Intent intent) {
        var member = index.member(key);
        if (intent == Intent.ENABLED) {
            intents.remove(key);
        } else {
            intents.put(key, intent);
        }
        member.intent = intent;
        news.intended(member);
        judge(member);
        tell(index.service(key));
    }

    /** Renews a lease; answers the instance when that revived it. @throws Refused when there is no such instance */
    synchronized Optional<Member> heard(Stored.Key key, String words) {
        var member = index.member(key);
        var revived = member.lapsed;
        member.renew(timing, words);
        if (revived) {
            judge(member);
            tell(index.service(key));
        }
        var ttl = member.terms.ttl();
        if (ttl != null && (revived || timing.nanos() - member.leaseSavedNanos >= ttl.toNanos() / 3)) {
            member.leaseSavedNanos = timing.nanos();
            unsaved.note(member);
        }
        return revived ? Optional.of(member) : Optional.empty();
    }

    /** Takes an active check's finding, unless the instance has gone or changed meanwhile. */
    synchronized void found(Member member, Registration checked, Finding finding) {
        if (!isCurrent(member, checked)) {
            return;
        }
        var before = member.active();
        member.put(new CheckResult(CheckResult.Kind.ACTIVE, self, finding.ok(), timing.now(), finding.detail()));
        if (before == null || !finding.sameAs(new Finding(before.ok(), before.detail()))) {
            judge(member);
            unsaved.note(member);
            tell(index.service(member.key));
        }
    }

    /**
     * Ends a lease whose time is over; answers how much of it is left, or, as less than nothing, since when it is over. A
     * lease that is looked at much too late starts anew: the catalog itself stood still and could hear no heartbeat.
     */
    synchronized Duration lease(Member member, Duration ttl) {
        var left = member.deadlineNanos - timing.nanos();
        if (left > 0 || member.lapsed) {
            return Duration.ofNanos(left);
        }
        if (-left >= STOOD_STILL.toNanos()) {
            member.extend(timing, ttl);
            return ttl;
        }
        member.lapse();
        news.expired(member);
        judge(member);
        unsaved.note(member);
        tell(index.service(member.key));
        return Duration.ofNanos(left);
    }

    /** Whether this instance is still registered, and nobody has renewed its lease. */
    synchronized boolean isLapsed(Member member) {
        return index.find(member.key) == member && member.lapsed;
    }

    /** Whether this is still what is registered, on these terms. */
    synchronized boolean isCurrent(Member member, Registration terms) {
        return index.find(member.key) == member && member.terms.equals(terms);
    }

    private void judge(Member member) {
        var before = member.routable;
        member.judge();
        if (before != member.routable) {
            news.judged(member);
        }
    }

    private void tell(Listed service) {
        var replaced = service.revision;
        revision++;
        service.revision = revision;
        service.told = service.record();
        changes.add(Change.of(service.told), replaced);
        unsaved.note(service.name, revision);
    }

    synchronized Stored.Told takeUnsaved() {
        return unsaved.take(revision);
    }

    synchronized void giveBack(Stored.Told told) {
        unsaved.giveBack(told, index);
    }

    synchronized List<Member> members() {
        var all = new ArrayList<Member>(instances);
        index.all().forEach(s -> all.addAll(s.members.values()));
        return all;
    }

    /** What an instance is registered with now. */
    synchronized Registration terms(Member member) {
        return member.terms;
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
}
