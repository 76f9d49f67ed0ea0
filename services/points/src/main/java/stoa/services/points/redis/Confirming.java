package stoa.services.points.redis;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.events.Recorder;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Draft;
import stoa.services.points.ledger.Key;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.RelationalLedger;
import stoa.stores.redis.Command;
import stoa.stores.redis.Script;

/**
 * Sets accounts in Redis right before anything is entered: what the ledger in tables has, and what the stream has beside it.
 * An account is confirmed once with each Redis that comes to answer, and again when Redis has lost what it said of it.
 */
final class Confirming {
    private static final Logger LOG = LoggerFactory.getLogger(Confirming.class);
    private static final Script CONFIRM = Script.beside(Confirming.class, "confirm.lua");
    private static final String TAKEN_OVER = "taken over";

    private final Server server;
    private final Shards shards;
    private final RelationalLedger ledger;
    private final Recorder events;
    private final Supplier<String> ids;
    private final InstantSource clock;

    Confirming(Server server, Shards shards, RelationalLedger ledger, Recorder events, Supplier<String> ids,
            InstantSource clock) {
        this.server = server;
        this.shards = shards;
        this.ledger = ledger;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    /** What Redis said of an account, and what is right. */
    private record Found(String name, Card said, Account right, Optional<Draft> opening) {
        List<String> words() {
            return List.of(Long.toString(right.entries()), Long.toString(right.balance()),
                    Long.toString(right.reserved()));
        }

        boolean differs() {
            var counted = !said.entries().isEmpty() || !said.balance().isEmpty();
            return counted && opening.isEmpty()
                    && !(said.lines() == right.entries() && said.balance().equals(words().get(1))
                            && said.reserved().equals(words().get(2)));
        }
    }

    /**
     * Confirms these accounts, but none that somebody else changes at the same time: he has confirmed it.
     *
     * @throws stoa.services.points.ledger.LedgerUnavailable when the tables are away
     * @throws Server.Changed when another Redis answers now
     */
    void confirm(Collection<String> names, Epoch epoch) {
        var found = names.isEmpty() ? List.<Found>of() : look(List.copyOf(names), epoch);
        var replies = server.run(found.stream().map(f -> command(f, epoch)).toList(), epoch);
        for (var n = 0; n < found.size(); n++) {
            if (replies.get(n).number() == 1) {
                tell(found.get(n));
            }
        }
    }

    /** In this order: an entry that is drained meanwhile is found twice and counted once. */
    private List<Found> look(List<String> names, Epoch epoch) {
        // while the tables are away much may be waiting in the streams, which would be read in vain
        ledger.missing(List.of());
        var cards = server.run(names.stream().map(name -> Card.read(shards, name)).toList(), epoch).stream()
                .map(Card::of).toList();
        var undrained = new Streams(server).all(names.stream().map(shards::of).distinct().toList(), epoch);
        var right = ledger.with(undrained, names);
        var found = new ArrayList<Found>();
        for (var n = 0; n < names.size(); n++) {
            found.add(found(names.get(n), cards.get(n), right));
        }
        return found;
    }

    private Found found(String name, Card card, Map<String, Account> right) {
        var opening = card.opening();
        if (shards.isCounter(name) && !right.containsKey(name) && opening > 0) {
            var draft = new Draft(name, ids.get(), Kind.CREDIT, opening, TAKEN_OVER, Key.visit("taken-over"), true,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS), Optional.empty(), 0, Optional.empty());
            return new Found(name, card, new Account(name, opening, 0, 1), Optional.of(draft));
        }
        var known = right.getOrDefault(name, new Account(name, 0, 0, 0));
        // no number is given twice, also where it is not known to what
        return new Found(name, card, new Account(name, known.balance(), known.reserved(),
                Math.max(known.entries(), card.lines())), Optional.empty());
    }

    private Command command(Found f, Epoch epoch) {
        var shard = shards.of(f.name);
        var opening = f.opening.map(Draft::key).orElse("");
        var keys = shards.keys(f.name, shard.account(f.name), shard.record(f.name, opening), shard.entries(),
                shard.accounts());
        return CONFIRM.with(keys, Stream.of(f.said.words(), List.of(epoch.text()), f.words(),
                List.of(f.name, f.opening.map(Written::payload).orElse(""))).flatMap(List::stream).toList());
    }

    private void tell(Found f) {
        f.opening.ifPresent(draft -> LOG.info("account {} begins with the {} that Redis had counted before", f.name,
                draft.amount()));
        if (f.differs()) {
            var from = words(f.said.entries(), f.said.balance(), f.said.reserved());
            var to = words(f.words().get(0), f.words().get(1), f.words().get(2));
            var summary = "account %s was set right from the ledger: Redis said %s, it is %s".formatted(f.name, from,
                    to);
            LOG.warn(summary);
            events.record("points.restored", f.name, summary, Map.of("from", from, "to", to));
        }
    }

    private static String words(String entries, String balance, String reserved) {
        return "%s (%s entries, %s reserved)".formatted(balance.isEmpty() ? "nothing" : balance,
                entries.isEmpty() ? "no" : entries, reserved.isEmpty() ? "0" : reserved);
    }
}
