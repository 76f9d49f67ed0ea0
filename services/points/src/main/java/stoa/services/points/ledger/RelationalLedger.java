package stoa.services.points.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;
import stoa.services.points.ledger.LedgerTables.Place;
import stoa.services.points.ledger.LedgerTables.Sum;
import stoa.stores.relational.Relational;
import stoa.stores.relational.StoreUnavailable;

/** The ledger in relational tables. Entries that are asked for at the same time share one transaction. */
public final class RelationalLedger implements Ledger {
    private static final String DISK = "disk";

    private final Relational tables;
    private final Batches<Draft, Outcome> drafts;

    /** @param tables the owner's, which stay open when this is closed */
    public RelationalLedger(Relational tables) {
        this(tables, _ -> {});
    }

    /** @param batches told how many drafts each transaction has */
    public RelationalLedger(Relational tables, IntConsumer batches) {
        this.tables = tables;
        this.drafts = new Batches<>("points-ledger", this::enter, batches);
    }

    @Override
    public Outcome enter(Draft draft) {
        return drafts.ask(draft);
    }

    private List<Outcome> enter(List<Draft> batch) {
        try {
            return write(batch, false);
        } catch (DataAccessException e) {
            // one that was said to be fresh was not, or another process was first: now each key is looked up
            return write(batch, true);
        }
    }

    private List<Outcome> write(List<Draft> batch, boolean searches) {
        return on(() -> tables.write(sql -> {
            var ledger = new LedgerTables(sql).alone();
            var names = batch.stream().map(Draft::account).distinct().toList();
            var searched = batch.stream().filter(d -> searches || !d.fresh())
                    .map(d -> new Place(d.account(), d.key())).distinct().toList();
            var book = new Book(ledger.accounts(names), searched.isEmpty() ? Map.of() : ledger.entries(searched));
            var outcomes = batch.stream().map(book::enter).toList();
            if (!book.added.isEmpty()) {
                ledger.add(book.added.values());
                ledger.set(book.changed.values());
            }
            return outcomes;
        }));
    }

    /** Accounts and entries as a batch goes through them. */
    private static final class Book {
        final Map<Place, Entry> added = new LinkedHashMap<>();
        final Map<String, Account> changed = new HashMap<>();
        private final Map<String, Account> accounts;
        private final Map<Place, Entry> there;

        Book(Map<String, Account> accounts, Map<Place, Entry> there) {
            this.accounts = accounts;
            this.there = there;
        }

        Outcome enter(Draft draft) {
            var place = new Place(draft.account(), draft.key());
            var earlier = there.getOrDefault(place, added.get(place));
            if (earlier != null) {
                return earlier.answers(draft) ? new Outcome.Replayed(earlier, DISK) : new Outcome.KeyTaken(earlier);
            }
            var account = changed.getOrDefault(draft.account(),
                    accounts.getOrDefault(draft.account(), new Account(draft.account(), 0, 0, 0)));
            var entry = draft.after(account);
            if (entry.balance() < 0) {
                return new Outcome.TooLittle(account);
            }
            // what is put aside must always fit back
            if (entry.balance() + account.reserved() + draft.hold() > Account.LIMIT) {
                return new Outcome.TooMuch(account);
            }
            added.put(place, entry);
            changed.put(draft.account(), new Account(draft.account(), entry.balance(),
                    account.reserved() + draft.hold(), entry.number()));
            return new Outcome.Entered(entry, DISK);
        }
    }

    /**
     * Takes on entries that were made elsewhere, each once: those that are here already are passed over, and so are others
     * with the key of one that is.
     */
    public Absorbed absorb(Collection<Entry> entries) {
        return on(() -> tables.write(sql -> {
            var ledger = new LedgerTables(sql).alone();
            var found = others(ledger, entries);
            var names = found.added().stream().map(Entry::account).distinct().toList();
            var before = ledger.accounts(names);
            var forked = found.added().stream().filter(e -> goesBack(e, before)).map(Entry::account)
                    .collect(Collectors.toSet());
            if (!names.isEmpty()) {
                ledger.add(found.added());
                ledger.set(with(before, found.added()).values());
            }
            return new Absorbed(found.added(), found.refused(), forked);
        }));
    }

    private static boolean goesBack(Entry entry, Map<String, Account> before) {
        var account = before.get(entry.account());
        return account != null && entry.number() <= account.entries();
    }

    /** Those that are not here: with keys that are free, and with others. */
    private static Absorbed others(LedgerTables ledger, Collection<Entry> entries) {
        var known = ledger.known(entries.stream().map(Entry::id).toList());
        var others = new LinkedHashMap<String, Entry>();
        entries.stream().filter(e -> !known.contains(e.id())).forEach(e -> others.putIfAbsent(e.id(), e));
        var taken = others.isEmpty()
                ? new HashSet<Place>()
                : new HashSet<>(ledger.entries(others.values().stream().map(RelationalLedger::place).toList())
                        .keySet());
        var free = others.values().stream().filter(e -> taken.add(place(e))).toList();
        free.forEach(e -> others.remove(e.id()));
        return new Absorbed(free, List.copyOf(others.values()), Set.of());
    }

    private static Place place(Entry e) {
        return new Place(e.account(), e.key());
    }

    private static Map<String, Account> with(Map<String, Account> before, Collection<Entry> more) {
        var accounts = new HashMap<>(before);
        more.forEach(e -> accounts.merge(e.account(), new Account(e.account(), e.amount(), e.hold(), e.number()),
                (a, b) -> new Account(a.name(), a.balance() + b.balance(), a.reserved() + b.reserved(),
                        Math.max(a.entries(), b.entries()))));
        return accounts;
    }

    /** What accounts would be if these entries were taken on now; those that there would be. */
    public Map<String, Account> with(Collection<Entry> more, Collection<String> names) {
        return read(ledger -> with(ledger.accounts(names),
                others(ledger, more).added().stream().filter(e -> names.contains(e.account())).toList()));
    }

    /**
     * What entries add up to if these were taken on now.
     *
     * @param upTo of each account the number of the last entry that counts
     */
    public Map<String, Account> sums(Collection<Entry> more, Map<String, Long> upTo) {
        return read(ledger -> {
            var sums = ledger.sums(upTo);
            others(ledger, more).added().stream().filter(e -> e.number() <= upTo.getOrDefault(e.account(), 0L))
                    .forEach(e -> sums.merge(e.account(), Sum.NONE.and(e), (a, _) -> a.and(e)));
            return sums.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                    e -> new Account(e.getKey(), e.getValue().balance(), 0, e.getValue().entries())));
        });
    }

    /** As {@link #verify}, counting these entries as if they had been taken on. */
    public Verification verify(Collection<Entry> more) {
        return on(() -> tables.read(sql -> {
            var ledger = new LedgerTables(sql);
            var others = others(ledger, more).added();
            var names = others.stream().map(Entry::account).distinct().toList();
            var found = Adding.up(sql);
            return new Verification(found.accounts() + names.size() - ledger.accounts(names).size(),
                    found.entries() + others.size(), found.discrepancies());
        }));
    }

    @Override
    public Optional<Account> account(String name) {
        return read(ledger -> ledger.account(name));
    }

    @Override
    public List<Entry> entries(String account, long before, int most) {
        return read(ledger -> ledger.entries(account, before, most));
    }

    @Override
    public Optional<Entry> entry(String account, String id) {
        return read(ledger -> ledger.entry(account, id));
    }

    @Override
    public Optional<Entry> entered(String account, String key) {
        return read(ledger -> ledger.entered(account, key));
    }

    /** Entries that were made with these keys, of those that there are: account and key. */
    public List<Entry> entered(Collection<Draft> drafts) {
        return read(ledger -> new ArrayList<>(
                ledger.entries(drafts.stream().map(d -> new Place(d.account(), d.key())).toList()).values()));
    }

    @Override
    public List<Entry> reservations(String account, String after, int most) {
        return read(ledger -> ledger.reservations(account, after, most));
    }

    @Override
    public List<Entry> expired(Instant now, int most) {
        return read(ledger -> ledger.expired(now, most));
    }

    @Override
    public List<String> missing(List<String> ids) {
        var known = read(ledger -> ledger.known(ids));
        return ids.stream().filter(id -> !known.contains(id)).toList();
    }

    @Override
    public List<String> inDoubt() {
        return List.of();
    }

    @Override
    public Verification verify() {
        return on(() -> tables.read(Adding::up));
    }

    private <T> T read(Function<LedgerTables, T> question) {
        return on(() -> tables.read(sql -> question.apply(new LedgerTables(sql))));
    }

    private static <T> T on(Supplier<T> store) {
        try {
            return store.get();
        } catch (StoreUnavailable e) {
            throw unavailable(e);
        }
    }

    static LedgerUnavailable unavailable(StoreUnavailable e) {
        return new LedgerUnavailable(String.valueOf(e.getMessage()), e, e.isEffectUnknown());
    }

    @Override
    public void close() {
        drafts.close();
    }
}
