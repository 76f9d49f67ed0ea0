package stoa.catalog.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Timing;
import stoa.catalog.watch.Changes;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registration;
import stoa.discovery.ServiceRecord;
import stoa.events.Recorder;
import stoa.stores.relational.Relational;

/**
 * All services and their instances: what is registered, what operators want, what checks and leases found out, and what
 * follows. Changes of definitions come one after the other, each durable before it is seen; while the store is away they
 * fail with {@link stoa.stores.relational.StoreUnavailable}, and everything else goes on.
 */
public final class Registry implements AutoCloseable {
    private static final int MOST_GONE = 10_000;
    /** Instances that were there before a restart are looked at again within this time, not all in the same moment. */
    private static final Duration SPREAD = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final RegistryStore store;
    private final Board board;
    private final Changes changes;
    private final Upkeep upkeep;
    private final Saver saver;
    private final int mostInstances;
    private final ReentrantLock oneChange = new ReentrantLock();

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

    /** @param forgetAfter the least time that an instance stays to be seen after its lease has lapsed */
    public record Limits(int mostInstances, Duration forgetAfter) {}

    private Registry(Stored stored, RegistryStore store, Limits limits, String self, Timing timing,
            RandomGenerator random, Recorder events) {
        this.store = store;
        this.mostInstances = limits.mostInstances();
        changes = new Changes(MOST_GONE, stored.earlier(), stored.begin());
        board = new Board(stored, timing, new News(events), self, changes, this::askToSave);
        saver = new Saver(store, board, timing);
        upkeep = new Upkeep(board, timing, new Checker(timing, random), limits.forgetAfter(), this::forget);
        for (var member : board.members()) {
            var check = member.terms.check();
            var first = check == null || member.active() == null ? Duration.ZERO : SPREAD;
            upkeep.begin(member, Duration.ofMillis(random.nextLong(first.toMillis() + 1)));
        }
    }

    /**
     * Reads the registry from its tables and begins to attend to its instances.
     *
     * @param self who makes the findings: the catalog's instance id
     */
    public static Registry open(Relational tables, Limits limits, String self, Timing timing, RandomGenerator random,
            Recorder events) {
        var store = new RegistryStore(tables);
        return new Registry(store.begin(MOST_GONE), store, limits, self, timing, random, events);
    }

    /** Registers an instance, or renews it. @throws Refused on a conflict with what is registered already */
    public Outcome register(String service, String instance, Registration said) {
        var key = new Stored.Key(service, instance);
        oneChange.lock();
        try {
            var plan = board.plan(key, said, mostInstances);
            if (plan.kind() == Plan.Kind.RENEWED) {
                heard(key, "registered again");
            } else {
                var number = store.register(plan.instance(), plan.route(), plan.revision());
                upkeep.begin(board.registered(plan, number), Duration.ZERO);
            }
            return new Outcome(plan.kind() == Plan.Kind.MADE, board.instance(key));
        } finally {
            oneChange.unlock();
        }
    }

    /** @throws Refused when there is no such instance */
    public void deregister(String service, String instance) {
        var key = new Stored.Key(service, instance);
        oneChange.lock();
        try {
            remove(key, false);
        } finally {
            oneChange.unlock();
        }
    }

    private void remove(Stored.Key key, boolean forgotten) {
        store.deregister(key, board.isLast(key), board.revision() + 1);
        upkeep.end(board.removed(key, forgotten));
    }

    private void forget(Member member) {
        Thread.ofVirtual().name("catalog forgets " + member.key).start(() -> {
            oneChange.lock();
            try {
                if (board.isLapsed(member)) {
                    remove(member.key, true);
                }
            } catch (RuntimeException e) {
                LOG.warn("{} cannot be removed now and will be later: {}", member.key, e.getMessage());
            } finally {
                oneChange.unlock();
            }
        });
    }

    /** Renews an instance's lease; needs no store. @throws Refused when there is no such instance */
    public void heartbeat(String service, String instance) {
        heard(new Stored.Key(service, instance), "heartbeat");
    }

    private void heard(Stored.Key key, String words) {
        board.heard(key, words).ifPresent(upkeep::watchLease);
    }

    /** Notes an operator's will. @throws Refused when there is no such instance */
    public InstanceRecord intend(String service, String instance, Intent intent) {
        var key = new Stored.Key(service, instance);
        oneChange.lock();
        try {
            if (board.intent(key) != intent) {
                store.intent(key, intent, board.revision() + 1);
                board.intended(key, intent);
            }
            return board.instance(key);
        } finally {
            oneChange.unlock();
        }
    }

    /** One service as it is now, by its name or its number. */
    public Optional<ServiceRecord> service(String nameOrNumber) {
        return board.service(nameOrNumber);
    }

    /** Services as they are now, by name: those after the name {@code after}, at most so many. */
    public List<ServiceRecord> list(Filter filter, String after, int most) {
        return board.list(filter, after, most);
    }

    public int size() {
        return board.size();
    }

    /** What changes, for whoever watches. */
    public Changes changes() {
        return changes;
    }

    private void askToSave() {
        saver.ask();
    }

    /** Ends the checks and stores what is left to store; the tables stay open. */
    @Override
    public void close() {
        board.members().forEach(upkeep::end);
        saver.close();
    }
}
