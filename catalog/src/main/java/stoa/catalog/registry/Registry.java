package stoa.catalog.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Timing;
import stoa.catalog.passive.Doubts;
import stoa.catalog.store.Draft;
import stoa.catalog.store.RegistryStore;
import stoa.catalog.store.Stored;
import stoa.catalog.watch.Changes;
import stoa.discovery.CheckResult;
import stoa.discovery.FindingsReport;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.Registration;
import stoa.discovery.ServiceRecord;
import stoa.events.Recorder;
import stoa.http.client.Trust;
import stoa.stores.relational.Relational;

/**
 * All services and their instances: what is registered, what operators want, what checks and leases found out, and what
 * follows. Every change is durable before it is seen, and several catalogs on one store agree on their order. While the
 * store is away, definitions cannot be changed ({@link stoa.stores.relational.StoreUnavailable}); everything else goes on.
 */
public final class Registry implements AutoCloseable {
    private static final int MOST_GONE = 10_000;
    /** Instances that were there before a restart are looked at again within this time, not all in the same moment. */
    private static final Duration SPREAD = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final RegistryStore store;
    private final Board board;
    private final Changes changes;
    private final Commits commits;
    private final Renewals renewals;
    private final Ring ring;
    private final Upkeep upkeep;
    private final Follower follower;
    private final Timing timing;
    private final RandomGenerator random;
    private final int mostInstances;

    /**
     * Which services a list shows.
     *
     * @param name a part of the service's name
     * @param tag a tag that at least one instance has
     */
    public record Filter(Optional<String> name, Optional<ServiceRecord.State> state, Optional<String> tag) {
        public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty());

        boolean takes(ServiceRecord service) {
            return name.map(service.name()::contains).orElse(true) && state.map(service.state()::equals).orElse(true)
                    && tag.map(t -> service.instances().stream().anyMatch(i -> i.tags().contains(t))).orElse(true);
        }
    }

    /** @param made whether the instance is new; otherwise it was renewed, whatever changed */
    public record Outcome(boolean made, InstanceRecord instance) {}

    /** An instance with its service's name. */
    public record Held(String service, InstanceRecord instance) {}

    /**
     * @param forgetAfter the least time that an instance stays to be seen after its lease has lapsed
     * @param checksAtOnce how many checks run at the same time
     */
    public record Limits(int mostInstances, Duration forgetAfter, int checksAtOnce) {}

    private Registry(Relational tables, Limits limits, String self, Timing timing, RandomGenerator random,
            Recorder events, Trust trust) {
        this.timing = timing;
        this.random = random;
        this.mostInstances = limits.mostInstances();
        var run = self + "-" + Long.toString(random.nextLong() >>> 1, 36);
        store = new RegistryStore(tables, run);
        changes = new Changes(MOST_GONE, run);
        board = new Board(store.load(MOST_GONE), timing, new News(events), self, changes);
        commits = new Commits(store, board, timing, this::attend);
        renewals = new Renewals(store, timing);
        ring = new Ring(run, Follower.PATIENCE);
        var checker = new Checker(timing, random, limits.checksAtOnce(), trust);
        var doubts = new Doubts(timing, checker, self, new Passive(board, commits));
        upkeep = new Upkeep(new Upkeep.Means(board, commits, renewals, ring, timing, checker, doubts), self,
                limits.forgetAfter(), this::forget);
        follower = new Follower(store, board, commits, ring, timing, self, this::reassign);
        follower.start();
        board.members().forEach(member -> upkeep.begin(member, soon(board.isChecked(member))));
    }

    /**
     * Reads the registry from its tables and begins to attend to its instances.
     *
     * @param self who makes the findings: the catalog's instance id
     * @param trust whom https instances have to convince
     */
    public static Registry open(Relational tables, Limits limits, String self, Timing timing, RandomGenerator random,
            Recorder events, Trust trust) {
        return new Registry(tables, limits, self, timing, random, events, trust);
    }

    /** Registers an instance, or renews it. @throws Refused on a conflict with what is registered already */
    public Outcome register(String service, String instance, Registration said) {
        return register(service, instance, said, Registered.Source.SELF);
    }

    /**
     * As {@link #register(String, String, Registration)}; {@code by} tells how a new instance came to be known, and it
     * stays with whoever registered it first.
     */
    public Outcome register(String service, String instance, Registration said, Registered.Source by) {
        var key = new Stored.Key(service, instance);
        var kind = new AtomicReference<>(Plan.Kind.RENEWED);
        commits.change(() -> board.look((index, revision) -> {
            var listed = index.find(service);
            var member = index.find(key);
            if (member != null && member.now.by() != by) {
                throw Refused.heldBy(key, member.now.by());
            }
            var added = index.prefixes.added(service, index.route(service), said.route());
            if (member == null && index.instances >= mostInstances) {
                throw new Refused(Refused.Reason.CONFLICT, "the catalog holds " + index.instances
                        + " instances, its limit (setting catalog-max-instances): deregister some first");
            }
            var plan = Plan.of(key, said, by, member, added != null, timing.now());
            kind.set(plan.kind());
            return plan.kind() == Plan.Kind.RENEWED
                    ? Draft.none(revision)
                    : board.drafting().registered(plan, added != null || listed == null ? added : listed.route, member,
                            revision);
        }));
        if (kind.get() == Plan.Kind.RENEWED) {
            heard(key, "registered again");
        }
        return new Outcome(kind.get() == Plan.Kind.MADE, board.instance(key));
    }

    /** @throws Refused when there is no such instance */
    public void deregister(String service, String instance) {
        var key = new Stored.Key(service, instance);
        commits.change(() -> board.look((index, revision) -> {
            index.member(key);
            return Drafting.removed(index.service(key), instance, false, revision);
        }));
    }

    /** Removes an instance that a provider registered and does not see any more; false when it is not its any more. */
    public boolean lose(String service, String instance, Registered.Source by) {
        var key = new Stored.Key(service, instance);
        var lost = new AtomicBoolean();
        commits.change(() -> board.look((index, revision) -> {
            var member = index.find(key);
            lost.set(member != null && member.now.by() == by);
            return lost.get()
                    ? Drafting.removed(index.service(key), instance, false, revision)
                    : Draft.none(revision);
        }));
        return lost.get();
    }

    /** Everything that providers have registered, in this run or in earlier ones. */
    public List<Held> provided() {
        return board.look((index, _) -> {
            var held = new ArrayList<Held>();
            for (var service : index.all()) {
                service.members.values().stream().filter(m -> m.now.by() != Registered.Source.SELF)
                        .forEach(m -> held.add(new Held(service.name, m.record())));
            }
            return List.copyOf(held);
        });
    }

    private void forget(Member member) {
        Thread.ofVirtual().name("catalog forgets " + member.key).start(() -> {
            try {
                commits.change(() -> board.look((index, revision) -> index.find(member.key) == member && member.lapsed()
                        ? Drafting.removed(index.service(member.key), member.key.instance(), true, revision)
                        : Draft.none(revision)));
            } catch (RuntimeException e) {
                LOG.warn("{} cannot be removed now and will be later: {}", member.key, e.getMessage());
            }
        });
    }

    /** Renews an instance's lease; needs no store. @throws Refused when there is no such instance */
    public void heartbeat(String service, String instance) {
        var key = new Stored.Key(service, instance);
        if (!board.has(key)) {
            follower.waitForOthers();
        }
        heard(key, "heartbeat");
    }

    private void heard(Stored.Key key, String words) {
        var heard = board.heard(key, words);
        heard.renewal().ifPresent(renewals::add);
        if (heard.lapsed()) {
            revive(heard.member(), heard.terms(), words).join();
        }
        upkeep.encourage(key);
    }

    private CompletableFuture<Void> revive(Member member, Registration terms, String words) {
        var now = timing.now();
        return commits.observe(new Observation(member, terms, i -> Facts.heard(i, now, words), true));
    }

    /**
     * Takes what a gateway met with at an instance; nothing happens where none is registered with that address.
     *
     * @param by the gateway's instance id
     */
    public void found(String by, FindingsReport.Found found) {
        var key = new Stored.Key(found.service(), found.instance());
        board.at(key, found.url()).ifPresent(member -> {
            if (found.ok()) {
                upkeep.encourage(key);
            } else {
                upkeep.doubt(member,
                        new CheckResult(CheckResult.Kind.PASSIVE, by, false, found.at(), found.detail()));
            }
        });
    }

    /** Notes an operator's will. @throws Refused when there is no such instance, or it is the only catalog at work */
    public InstanceRecord intend(String service, String instance, Intent intent) {
        var key = new Stored.Key(service, instance);
        commits.change(() -> board.look((index, revision) -> {
            var member = index.member(key);
            return member.intent == intent
                    ? Draft.none(revision)
                    : board.drafting().intended(index.service(key), member, intent, revision);
        }));
        return board.instance(key);
    }

    /** How an instance became routable and ceased to be, the latest first. @throws Refused when there is no such instance */
    public List<Stored.Flip> flips(String service, String instance) {
        var key = new Stored.Key(service, instance);
        follower.waitForOthers();
        board.instance(key);
        return store.flips(key);
    }

    private void attend(Effects effects) {
        effects.ended.forEach(upkeep::end);
        effects.begun.forEach(member -> upkeep.begin(member, Duration.ZERO));
        effects.revived.forEach(upkeep::watchLease);
        effects.doubted.forEach(upkeep::doubt);
        effects.heard.forEach(member -> {
            var _ = revive(member, board.terms(member), "heartbeat");
        });
    }

    private void reassign() {
        board.members().forEach(member -> upkeep.reassign(member, soon(true)));
    }

    /** Many that were known before are not looked at in the same moment. */
    private Duration soon(boolean known) {
        return known ? Duration.ofMillis(random.nextLong(SPREAD.toMillis() + 1)) : Duration.ZERO;
    }

    /** One service as it is now, by its name or its number. */
    public Optional<ServiceRecord> service(String nameOrNumber) {
        follower.waitForOthers();
        return board.service(nameOrNumber);
    }

    /** Services as they are now, by name: those after the name {@code after}, at most so many. */
    public List<ServiceRecord> list(Filter filter, String after, int most) {
        follower.waitForOthers();
        return board.list(filter, after, most);
    }

    public int size() {
        return board.size();
    }

    /** What changes, for whoever watches. */
    public Changes changes() {
        return changes;
    }

    /** Takes over what other catalogs have done, so that a watcher who heard of it there resumes here. */
    public void catchUp() {
        // a watcher sent back to the beginning would cost more than this wait
        follower.waitForStore(Commits.HANGS);
    }

    /** How many catalogs share the registry now, this one among them. */
    public int catalogs() {
        return ring.size();
    }

    /** Whether the store is away: definitions cannot be changed then. */
    public boolean isAway() {
        return commits.isAway();
    }

    /** Whether everything that was found out can be seen. */
    boolean isSettled() {
        return commits.isSettled();
    }

    /** Ends the checks and stores what is left to store; the tables stay open. */
    @Override
    public void close() {
        board.members().forEach(upkeep::end);
        follower.close();
        commits.close();
        renewals.close();
    }
}
