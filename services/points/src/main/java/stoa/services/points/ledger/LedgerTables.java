package stoa.services.points.ledger;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import stoa.http.Json;

/**
 * The ledger's tables, within a transaction of the store's. What a batch needs goes by plain statements, the same for both
 * dialects: to render them and bind their values by jOOQ was a good part of the writer's time.
 */
final class LedgerTables {
    private static final Table<Record> ACCOUNT = table(name("account"));
    private static final Field<String> NAME = field(name("name"), String.class);
    private static final Field<Long> BALANCE = field(name("balance"), Long.class);
    private static final Field<Long> RESERVED = field(name("reserved"), Long.class);
    private static final Field<Long> ENTRIES = field(name("entries"), Long.class);
    private static final Table<Record> ENTRY = table(name("entry"));
    private static final Field<String> ID = field(name("id"), String.class);
    private static final Field<String> OF = field(name("account"), String.class);
    private static final Field<Long> NUMBER = field(name("number"), Long.class);
    private static final Field<String> KIND = field(name("kind"), String.class);
    private static final Field<Long> AMOUNT = field(name("amount"), Long.class);
    private static final Field<String> REASON = field(name("reason"), String.class);
    private static final Field<String> KEY = field(name("entry_key"), String.class);
    private static final Field<Long> AT = field(name("at"), Long.class);
    private static final Field<String> REFERS = field(name("refers"), String.class);
    private static final Field<Long> HOLD = field(name("hold"), Long.class);
    private static final Field<Long> EXPIRES = field(name("expires"), Long.class);
    private static final List<Field<?>> ALL = List.of(ID, OF, NUMBER, KIND, AMOUNT, REASON, BALANCE, KEY, AT, REFERS,
            HOLD, EXPIRES);
    private static final Table<Record> RESERVATION = table(name("reservation"));

    private static final String ADD = "insert into entry (" + names("", ALL) + ") values ("
            + "?, ".repeat(ALL.size() - 1) + "?)";
    private static final String OPEN = "insert into reservation (account, id, expires) values (?, ?, ?)";
    private static final String SET = """
            insert into account (name, balance, reserved, entries) values (?, ?, ?, ?) on conflict (name) do update
            set balance = excluded.balance, reserved = excluded.reserved, entries = excluded.entries""";

    private final DSLContext sql;
    private final boolean postgres;

    LedgerTables(DSLContext sql) {
        this.sql = sql;
        this.postgres = sql.dialect() == SQLDialect.POSTGRES;
    }

    /**
     * Waits until no other process writes to the ledger, and lets none until the transaction ends. To be called before
     * anything is read: what is seen then is what the last writer has left, so that none loses against another.
     */
    LedgerTables alone() {
        if (postgres) {
            sql.execute("lock table account in exclusive mode");
        }
        return this;
    }

    /** Those that there are. */
    Map<String, Account> accounts(Collection<String> names) {
        return matching("a.name, a.balance, a.reserved, a.entries", List.of(NAME, BALANCE, RESERVED, ENTRIES),
                "account a where a.name = j.value ->> 0",
                names.stream().map(List::of).toList()).stream().map(LedgerTables::account)
                .collect(Collectors.toMap(Account::name, a -> a));
    }

    Optional<Account> account(String name) {
        return sql.select(NAME, BALANCE, RESERVED, ENTRIES).from(ACCOUNT).where(NAME.eq(name))
                .fetchOptional(LedgerTables::account);
    }

    /** The entry of an account that was made with a key. */
    record Place(String account, String key) {}

    /** Those that there are. */
    Map<Place, Entry> entries(Collection<Place> places) {
        return matching(names("e.", ALL), ALL,
                "entry e where e.account = j.value ->> 0 and e.entry_key = j.value ->> 1",
                places.stream().distinct().map(p -> List.of(p.account, p.key)).toList()).stream()
                .map(LedgerTables::entry)
                .collect(Collectors.toMap(e -> new Place(e.account(), e.key()), e -> e));
    }

    /** Those of these ids that there are. */
    Set<String> known(Collection<String> ids) {
        return new HashSet<>(matching("e.id", List.of(ID), "entry e where e.id = j.value ->> 0",
                ids.stream().map(List::of).toList()).getValues(ID));
    }

    /**
     * Rows that go with one of many lists of values: one statement with one value to bind, however many they are.
     *
     * @param from what is selected from, with a condition in which {@code j.value ->> n} is the n-th value of such a list
     */
    private Result<Record> matching(String columns, List<Field<?>> as, String from,
            Collection<List<String>> values) {
        var lists = postgres ? "jsonb_array_elements(cast(? as jsonb)) as j(value)" : "json_each(?) as j";
        // a cross join: SQLite goes through the lists and looks each up, whatever it believes the table to be like
        var text = "select " + columns + " from " + lists + " cross join " + from;
        return sql.connectionResult(connection -> {
            try (var prepared = connection.prepareStatement(text)) {
                prepared.setString(1, Json.text(values));
                return sql.fetch(prepared.executeQuery(), as.toArray(Field[]::new));
            }
        });
    }

    private static String names(String before, List<Field<?>> columns) {
        return columns.stream().map(c -> before + c.getName()).collect(Collectors.joining(", "));
    }

    /** How many entries accounts have up to a number, and what they add up to. */
    record Sum(long entries, long balance) {
        static final Sum NONE = new Sum(0, 0);

        Sum and(Entry entry) {
            return new Sum(entries + 1, balance + entry.amount());
        }
    }

    /** Of accounts that have such entries, each up to a number of its own. */
    Map<String, Sum> sums(Map<String, Long> upTo) {
        return matching("e.account, count(*), sum(e.amount)", List.of(OF, ENTRIES, BALANCE),
                "entry e where e.account = j.value ->> 0 and e.number <= cast(j.value ->> 1 as bigint)"
                        + " group by e.account",
                upTo.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue().toString())).toList()).stream()
                .collect(Collectors.toMap(row -> row.get(OF),
                        row -> new Sum(row.get(ENTRIES), row.get(BALANCE))));
    }

    /** Of an account, with a number below {@code before}, the newest first. */
    List<Entry> entries(String account, long before, int most) {
        return sql.select(ALL).from(ENTRY).where(OF.eq(account)).and(NUMBER.lt(before))
                .orderBy(NUMBER.desc(), ID.desc()).limit(most).fetch(LedgerTables::entry);
    }

    Optional<Entry> entry(String account, String id) {
        return sql.select(ALL).from(ENTRY).where(ID.eq(id)).and(OF.eq(account)).fetchOptional(LedgerTables::entry);
    }

    Optional<Entry> entered(String account, String key) {
        return sql.select(ALL).from(ENTRY).where(OF.eq(account)).and(KEY.eq(key)).fetchOptional(LedgerTables::entry);
    }

    /** Open reservations of an account by id, those after {@code after}. */
    List<Entry> reservations(String account, String after, int most) {
        var open = sql.select(ID).from(RESERVATION).where(OF.eq(account)).and(ID.gt(after)).orderBy(ID).limit(most);
        return sql.select(ALL).from(ENTRY).where(ID.in(open)).orderBy(ID).fetch(LedgerTables::entry);
    }

    /** Open reservations that end before then, the first first. */
    List<Entry> expired(Instant then, int most) {
        var over = sql.select(ID).from(RESERVATION).where(EXPIRES.le(then.toEpochMilli())).orderBy(EXPIRES).limit(most);
        return sql.select(ALL).from(ENTRY).where(ID.in(over)).orderBy(EXPIRES).fetch(LedgerTables::entry);
    }

    void add(Collection<Entry> entries) {
        var opened = entries.stream().filter(e -> e.hold() > 0).toList();
        var settled = entries.stream().filter(e -> e.hold() < 0).flatMap(e -> e.refers().stream()).toList();
        execute(ADD, entries, LedgerTables::values);
        if (!opened.isEmpty()) {
            execute(OPEN, opened, e -> new @Nullable Object[]{e.account(), e.id(), millis(e.expires())});
        }
        if (!settled.isEmpty()) {
            sql.deleteFrom(RESERVATION).where(ID.in(settled)).execute();
        }
    }

    private static @Nullable Object[] values(Entry e) {
        return new Object[]{e.id(), e.account(), e.number(), e.kind().word(), e.amount(), e.reason(), e.balance(),
                e.key(), e.at().toEpochMilli(), e.refers().orElse(null), e.hold(), millis(e.expires())};
    }

    void set(Collection<Account> accounts) {
        execute(SET, accounts, a -> new Object[]{a.name(), a.balance(), a.reserved(), a.entries()});
    }

    /** One statement for many rows, prepared once. */
    private <T> void execute(String statement, Collection<T> rows, Function<T, @Nullable Object[]> values) {
        sql.connection(connection -> {
            try (var prepared = connection.prepareStatement(statement)) {
                for (var row : rows) {
                    var column = 0;
                    for (var value : values.apply(row)) {
                        prepared.setObject(++column, value);
                    }
                    prepared.addBatch();
                }
                prepared.executeBatch();
            }
        });
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    private static Account account(Record row) {
        return new Account(row.get(NAME), row.get(BALANCE), row.get(RESERVED), row.get(ENTRIES));
    }

    private static Entry entry(Record row) {
        return new Entry(row.get(OF), row.get(NUMBER), row.get(ID), Kind.of(row.get(KIND)), row.get(AMOUNT),
                row.get(REASON), row.get(BALANCE), row.get(KEY), Instant.ofEpochMilli(row.get(AT)),
                Optional.ofNullable(row.get(REFERS)), row.get(HOLD),
                Optional.ofNullable(row.get(EXPIRES)).map(Instant::ofEpochMilli));
    }
}
