package stoa.catalog.calls.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import stoa.stores.relational.Relational;

/** The statistics in the catalog's tables: one row for each endpoint and step, into which every report is merged. */
final class RelationalCallStats implements CallStats {
    private static final Table<Record> STATS = table(name("call_stats"));
    private static final Field<Long> SLOT = field(name("slot"), SQLDataType.BIGINT);
    private static final Field<String> SERVICE = field(name("service"), SQLDataType.VARCHAR);
    private static final Field<String> ENDPOINT = field(name("endpoint"), SQLDataType.VARCHAR);
    private static final Field<Long> ERRORS = field(name("errors"), SQLDataType.BIGINT);
    private static final Field<String> MICROS = field(name("micros"), SQLDataType.VARCHAR);

    private final Relational tables;
    private final InstantSource clock;
    private final TakenReports taken = new TakenReports("stats");

    RelationalCallStats(Relational tables, InstantSource clock) {
        this.tables = tables;
        this.clock = clock;
    }

    private record Key(long slot, String service, String endpoint) {}

    /** What a row holds, and what is added to it. */
    private static final class Sum {
        final Histogram micros = Micros.none();
        long errors;

        void add(long moreErrors, Histogram more) {
            errors += moreErrors;
            micros.add(more);
        }
    }

    @Override
    public boolean add(ReportId report, List<Count> counts) {
        return tables.write(sql -> {
            var now = clock.instant();
            if (!taken.take(sql, report, now)) {
                return false;
            }
            var sums = new LinkedHashMap<Key, Sum>();
            for (var count : counts) {
                // what would be forgotten at once is not written first
                if (count.at().isAfter(now.minus(KEPT))) {
                    sums.computeIfAbsent(new Key(step(count.at()), count.service(), count.endpoint()), _ -> new Sum())
                            .add(count.errors(), count.micros());
                }
            }
            if (!sums.isEmpty()) {
                addThere(sql, sums);
                put(sql, sums);
            }
            return true;
        });
    }

    private static long step(Instant at) {
        return CallStats.step(at);
    }

    private static void addThere(DSLContext sql, Map<Key, Sum> sums) {
        var slots = sums.keySet().stream().map(Key::slot).collect(Collectors.toSet());
        var services = sums.keySet().stream().map(Key::service).collect(Collectors.toSet());
        sql.select(SLOT, SERVICE, ENDPOINT, ERRORS, MICROS).from(STATS)
                .where(SLOT.in(slots).and(SERVICE.in(services))).forEach(there -> {
                    var sum = sums.get(new Key(there.value1(), there.value2(), there.value3()));
                    if (sum != null) {
                        sum.add(there.value4(), Micros.read(there.value5()));
                    }
                });
    }

    private static void put(DSLContext sql, Map<Key, Sum> sums) {
        var rows = sums.entrySet().stream().map(e -> {
            var key = e.getKey();
            var errors = e.getValue().errors;
            var micros = Micros.text(e.getValue().micros);
            return sql.insertInto(STATS, SLOT, SERVICE, ENDPOINT, ERRORS, MICROS)
                    .values(key.slot(), key.service(), key.endpoint(), errors, micros)
                    .onConflict(SLOT, SERVICE, ENDPOINT).doUpdate().set(ERRORS, errors).set(MICROS, micros);
        }).toList();
        sql.batch(rows).execute();
    }

    @Override
    public List<Count> since(Instant from, Optional<String> service) {
        record Place(String service, String endpoint) {}
        return tables.read(sql -> {
            var sums = new HashMap<Place, Sum>();
            sql.select(SERVICE, ENDPOINT, ERRORS, MICROS).from(STATS)
                    .where(SLOT.ge(step(from)).and(service.map(SERVICE::eq).orElse(noCondition())))
                    .forEach(r -> sums.computeIfAbsent(new Place(r.value1(), r.value2()), _ -> new Sum())
                            .add(r.value3(), Micros.read(r.value4())));
            return sums.entrySet().stream().map(e -> new Count(from, e.getKey().service(), e.getKey().endpoint(),
                    e.getValue().errors, e.getValue().micros)).toList();
        });
    }

    @Override
    public void trim(Instant before) {
        tables.write(sql -> {
            taken.trim(sql, clock.instant());
            return sql.deleteFrom(STATS).where(SLOT.lt(step(before))).execute();
        });
    }
}
