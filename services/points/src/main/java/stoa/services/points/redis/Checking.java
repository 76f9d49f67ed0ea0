package stoa.services.points.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.RelationalLedger;
import stoa.services.points.ledger.Verification;
import stoa.services.points.ledger.Verification.Discrepancy;
import stoa.stores.redis.Command;

/** Adds up what Redis, its streams and the tables have, and mends nothing. */
final class Checking {
    private static final int AT_ONCE = 500;

    private final Server server;
    private final Shards shards;
    private final RelationalLedger ledger;

    Checking(Server server, Shards shards, RelationalLedger ledger) {
        this.server = server;
        this.shards = shards;
        this.ledger = ledger;
    }

    Verification verify() {
        var epoch = server.current();
        var tables = ledger.verify(new Streams(server).all(shards.all(), epoch));
        var found = new ArrayList<>(tables.discrepancies());
        for (var shard : shards.all()) {
            for (var name : differing(names(shard, epoch), epoch)) {
                // what was written in between is no discrepancy: it is one when it is still there
                again(name, epoch).ifPresent(found::add);
            }
        }
        return new Verification(tables.accounts(), tables.entries(),
                found.stream().limit(Verification.MOST).toList());
    }

    private List<String> names(Shard shard, Epoch epoch) {
        var names = new ArrayList<String>();
        var cursor = "0";
        do {
            var page = server.run(Command.of("SSCAN", shard.accounts(), cursor, "COUNT", Integer.toString(AT_ONCE)),
                    epoch).many();
            cursor = page.getFirst().text();
            names.addAll(page.get(1).texts());
        } while (!cursor.equals("0"));
        if (shard.equals(shards.of(shards.counter()))) {
            names.add(shards.counter());
        }
        return names.stream().distinct().toList();
    }

    private List<String> differing(List<String> names, Epoch epoch) {
        var found = new ArrayList<String>();
        for (var from = 0; from < names.size(); from += AT_ONCE) {
            var some = names.subList(from, Math.min(names.size(), from + AT_ONCE));
            read(some, epoch).differing().forEach(d -> found.add(d.name()));
        }
        return found;
    }

    /** Accounts as Redis has them, what their entries add up to until then, and the entries that are not drained. */
    private record Read(Map<String, Account> said, Map<String, Account> sums, List<Entry> undrained) {
        List<Account> differing() {
            return said.values().stream().filter(a -> sum(a).balance() != a.balance()).toList();
        }

        Account sum(Account said) {
            return sums.getOrDefault(said.name(), new Account(said.name(), 0, 0, 0));
        }
    }

    /** In this order: the balance, what is not drained, what is. So no entry that it counts is missed. */
    private Read read(Collection<String> names, Epoch epoch) {
        var ordered = List.copyOf(names);
        var cards = server.run(ordered.stream().map(n -> Card.read(shards, n)).toList(), epoch);
        var said = new HashMap<String, Account>();
        for (var n = 0; n < ordered.size(); n++) {
            var card = Card.of(cards.get(n));
            if (card.confirmed(epoch)) {
                said.put(ordered.get(n), card.account(ordered.get(n)));
            }
        }
        if (said.isEmpty()) {
            return new Read(Map.of(), Map.of(), List.of());
        }
        var undrained = new Streams(server).all(said.keySet().stream().map(shards::of).distinct().toList(), epoch)
                .stream().filter(e -> said.containsKey(e.account())).toList();
        var upTo = new HashMap<String, Long>();
        said.values().forEach(a -> upTo.put(a.name(), a.entries()));
        return new Read(said, ledger.sums(undrained, upTo), undrained);
    }

    private Optional<Discrepancy> again(String name, Epoch epoch) {
        var read = read(List.of(name), epoch);
        return read.differing().stream().findFirst().map(a -> discrepancy(a, read));
    }

    private Discrepancy discrepancy(Account said, Read read) {
        var sum = read.sum(said);
        var detail = "Redis says balance %d after %d entries; these are %d and add up to %d".formatted(said.balance(),
                said.entries(), sum.entries(), sum.balance());
        return new Discrepancy(said.name(), said.balance(), sum.balance(), concerned(said, read.undrained()), detail);
    }

    /** Entries that do not go on from the one before, of the newest. */
    private List<String> concerned(Account said, List<Entry> undrained) {
        var newest = Merged.newestFirst(undrained.stream().filter(e -> e.account().equals(said.name())).toList(),
                ledger.entries(said.name(), said.entries() + 1, Merged.MOST), Merged.MOST);
        var breaks = new ArrayList<String>();
        for (var n = 0; n + 1 < newest.size(); n++) {
            var entry = newest.get(n);
            var before = newest.get(n + 1);
            if (entry.number() != before.number() + 1 || entry.balance() != before.balance() + entry.amount()) {
                breaks.add(entry.id());
            }
        }
        var last = newest.stream().filter(e -> e.number() == said.entries() && e.balance() == said.balance());
        return Stream.concat(last.findAny().isPresent() || newest.isEmpty()
                ? Stream.<String>empty()
                : Stream.of(newest.getFirst().id()), breaks.stream()).filter(Objects::nonNull).distinct()
                .limit(Discrepancy.MOST).toList();
    }
}
