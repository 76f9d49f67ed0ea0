package stoa.services.points.redis;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import stoa.events.Recorder;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Batches;
import stoa.services.points.ledger.Draft;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Outcome;
import stoa.services.points.ledger.Receipts;
import stoa.services.points.ledger.RelationalLedger;
import stoa.services.points.ledger.Verification;
import stoa.services.points.redis.Entering.Answer;
import stoa.services.points.redis.Entering.Asked;
import stoa.stores.redis.Command;
import stoa.stores.redis.Redis;
import stoa.stores.redis.Reply;

/**
 * The ledger in Redis: entries are made there, each by one script, and drained into the ledger in tables, which is what
 * lasts. An account in Redis is confirmed from the tables and the stream whenever another Redis answers than before.
 */
public final class RedisLedger implements Ledger {
    private static final int ROUNDS = 3;

    private final Shards shards;
    private final Server entering;
    private final Server reading;
    private final RelationalLedger ledger;
    private final Confirming accounts;
    private final Retries retries;
    private final Journal journal = new Journal();
    private final Batches<Asked, Answer> drafts;
    private final Drain drain;
    private final Watch watch;

    /**
     * What it is built on; all of it stays open when the ledger is closed.
     *
     * @param redis for entering, where an answer may wait for replicas
     * @param reads the same Redis, by a connection of its own
     * @param ledger into which it drains
     * @param ids new ones, UUIDs of version 7
     * @param instance who this is
     */
    public record Means(Redis redis, Redis reads, RelationalLedger ledger, Receipts receipts, Recorder events,
            Supplier<String> ids, InstantSource clock, String instance) {}

    /** @param batches told how many drafts each batch has */
    public RedisLedger(Means means, RedisLedgerSettings settings, IntConsumer batches) {
        this(means, settings, batches, Retries.Pause.real());
    }

    RedisLedger(Means means, RedisLedgerSettings settings, IntConsumer batches, Retries.Pause pause) {
        shards = new Shards(settings.counter());
        entering = new Server(means.redis);
        reading = new Server(means.reads);
        ledger = means.ledger;
        retries = new Retries(pause);
        accounts = new Confirming(entering, shards, ledger, means.events, means.ids, means.clock);
        drafts = new Batches<>("points-redis", new Entering(entering, shards, ledger, accounts, settings.replicas(),
                journal)::enter, batches);
        drain = new Drain(reading, shards, ledger, settings.keyTtl(), means.instance + " " + UUID.randomUUID());
        watch = new Watch(entering, shards, journal, this::lookFor, new Watch.Told(means.receipts, means.events,
                means.ids, means.clock, means.instance));
    }

    @Override
    public Outcome enter(Draft draft) {
        return retries.of(again -> switch (drafts.ask(new Asked(draft, again))) {
            case Answer.Done(var outcome) -> outcome;
            case Answer.Failed(var why) -> throw why;
        });
    }

    @Override
    public Optional<Account> account(String name) {
        return retries.of(_ -> {
            for (var n = 0; n < ROUNDS; n++) {
                var epoch = reading.current();
                var card = Card.of(reading.run(Card.read(shards, name), epoch));
                if (card.confirmed(epoch)) {
                    return card.lines() == 0 ? Optional.empty() : Optional.of(card.account(name));
                }
                // who asks about names that there are not leaves nothing behind
                if (card.entries().isEmpty() && card.balance().isEmpty() && !there(name)) {
                    return Optional.empty();
                }
                accounts.confirm(List.of(name), entering.current());
            }
            throw new LedgerUnavailable("the account changes too fast", new IllegalStateException(name), false);
        });
    }

    private boolean there(String name) {
        return ledger.with(undrained(name, _ -> true), List.of(name)).containsKey(name);
    }

    @Override
    public List<Entry> entries(String account, long before, int most) {
        return retries.of(_ -> Merged.newestFirst(undrained(account, e -> e.number() < before),
                ledger.entries(account, before, most), most));
    }

    private List<Entry> undrained(String account, Predicate<Entry> which) {
        return undrained(List.of(shards.of(account))).stream().filter(e -> e.account().equals(account))
                .filter(which).toList();
    }

    private List<Entry> undrained(List<Shard> of) {
        // while the tables are away much may be waiting in the streams, which would be read in vain
        ledger.missing(List.of());
        return new Streams(reading).all(of, reading.current());
    }

    @Override
    public Optional<Entry> entry(String account, String id) {
        return retries.of(_ -> ledger.entry(account, id)
                .or(() -> undrained(account, e -> e.id().equals(id)).stream().findFirst())
                // drained between the two
                .or(() -> ledger.entry(account, id)));
    }

    @Override
    public Optional<Entry> entered(String account, String key) {
        var record = Command.of("GET", shards.of(account).record(account, key));
        return retries.of(_ -> reading.run(record, reading.current()) instanceof Reply.Text(var text)
                ? Optional.of(Written.entry(text))
                : ledger.entered(account, key));
    }

    @Override
    public List<Entry> reservations(String account, String after, int most) {
        return retries.of(_ -> {
            var undrained = undrained(account, _ -> true);
            var settled = settled(undrained);
            var open = undrained.stream().filter(e -> e.hold() > 0 && e.id().compareTo(after) > 0);
            return Merged.sorted(open.toList(), ledger.reservations(account, after, most + settled.size()),
                    Comparator.comparing(Entry::id), Integer.MAX_VALUE).stream()
                    .filter(e -> !settled.contains(e.id())).limit(most).toList();
        });
    }

    private static Collection<String> settled(List<Entry> undrained) {
        return undrained.stream().filter(e -> e.hold() < 0).flatMap(e -> e.refers().stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Override
    public List<Entry> expired(Instant now, int most) {
        return retries.of(_ -> {
            var undrained = undrained(shards.all());
            var settled = settled(undrained);
            var over = undrained.stream().filter(e -> e.expires().map(end -> !end.isAfter(now)).orElse(false));
            return Merged.sorted(over.toList(), ledger.expired(now, most + settled.size()),
                    Comparator.comparing(e -> e.expires().orElse(Instant.MAX)), Integer.MAX_VALUE).stream()
                    .filter(e -> !settled.contains(e.id())).limit(most).toList();
        });
    }

    @Override
    public List<String> missing(List<String> ids) {
        return retries.of(_ -> lookFor(ids));
    }

    private List<String> lookFor(List<String> ids) {
        var left = ledger.missing(ids);
        if (left.isEmpty()) {
            return left;
        }
        var undrained = undrained(shards.all()).stream().map(Entry::id)
                .collect(Collectors.toCollection(HashSet::new));
        var gone = left.stream().filter(id -> !undrained.contains(id)).toList();
        // drained between the two
        return gone.isEmpty() ? gone : ledger.missing(gone);
    }

    @Override
    public List<String> inDoubt() {
        return journal.ids();
    }

    @Override
    public Verification verify() {
        return retries.of(_ -> new Checking(reading, shards, ledger).verify());
    }

    /** Why Redis may lose what it was told although it goes on running, in words; empty when nothing is known of it. */
    public Optional<String> trouble() {
        return entering.last().flatMap(Epoch::trouble);
    }

    /** How many entries this instance has drained since its start. */
    public long drained() {
        return drain.drained();
    }

    /** False while entries stay in Redis, since the tables cannot take them. */
    public boolean draining() {
        return !drain.away();
    }

    @Override
    public void close() {
        watch.close();
        drafts.close();
        drain.close();
    }
}
