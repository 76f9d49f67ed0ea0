package stoa.catalog.calls.store;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.substring;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import stoa.discovery.CallReport.Call;
import stoa.discovery.CallReport.Why;
import stoa.stores.relational.Relational;

/** The log in the catalog's tables. Calls are numbered as they are reported, and the highest numbers stay. */
final class RelationalCallLog implements CallLog {
    private static final Table<Record> CALL = table(name("logged_call"));
    private static final Field<Long> SEQUENCE = field(name("sequence"), SQLDataType.BIGINT);
    private static final Field<Long> BEGAN = field(name("began_at"), SQLDataType.BIGINT);
    private static final Field<String> SERVICE = text("service");
    private static final Field<String> INSTANCE = text("instance");
    private static final Field<String> METHOD = text("method");
    private static final Field<String> PATH = text("path");
    private static final Field<Integer> STATUS = field(name("status"), SQLDataType.INTEGER);
    private static final Field<Long> MICROS = field(name("micros"), SQLDataType.BIGINT);
    private static final Field<String> TRACE = text("trace_id");
    private static final Field<String> WHY = text("why");
    private static final List<SelectField<?>> ALL = List.of(SEQUENCE, BEGAN, SERVICE, INSTANCE, METHOD, PATH, STATUS,
            MICROS, TRACE, WHY);

    private static final Table<Record> LEFT_OUT = table(name("left_out"));
    private static final Field<Long> SLOT = field(name("slot"), SQLDataType.BIGINT);
    private static final Field<Long> CALLS = field(name("calls"), SQLDataType.BIGINT);

    private final Relational tables;
    private final long kept;
    private final InstantSource clock;
    private final TakenReports taken = new TakenReports("log");

    /** @param kept so many calls stay, the last that were reported */
    RelationalCallLog(Relational tables, long kept, InstantSource clock) {
        this.tables = tables;
        this.kept = kept;
        this.clock = clock;
    }

    private static Field<String> text(String column) {
        return field(name(column), SQLDataType.VARCHAR);
    }

    @Override
    public boolean append(ReportId report, Instant at, List<Call> calls, long leftOut) {
        return tables.write(sql -> {
            if (!taken.take(sql, report, clock.instant())) {
                return false;
            }
            insert(sql, calls);
            if (leftOut > 0) {
                leaveOut(sql, CallStats.step(at), leftOut);
            }
            return true;
        });
    }

    private static void insert(DSLContext sql, List<Call> calls) {
        if (calls.isEmpty()) {
            return;
        }
        var sequence = last(sql);
        var insert = sql.insertInto(CALL, SEQUENCE, BEGAN, SERVICE, INSTANCE, METHOD, PATH, STATUS, MICROS, TRACE, WHY);
        for (var c : calls) {
            insert = insert.values(++sequence, c.at().toEpochMilli(), c.service(), c.instance(), c.method(), c.path(),
                    c.status(), c.micros(), c.traceId(), c.why().name());
        }
        insert.execute();
    }

    private static void leaveOut(DSLContext sql, long slot, long calls) {
        var more = sql.update(LEFT_OUT).set(CALLS, CALLS.plus(calls)).where(SLOT.eq(slot)).execute();
        if (more == 0) {
            sql.insertInto(LEFT_OUT).set(SLOT, slot).set(CALLS, calls).execute();
        }
    }

    private static long last(DSLContext sql) {
        return sql.select(coalesce(max(SEQUENCE), val(0L))).from(CALL).fetchSingle().value1();
    }

    @Override
    public Found list(Filter filter, Optional<Place> after, int most) {
        return tables.read(sql -> {
            var page = sql.select(ALL).from(CALL).where(condition(filter)
                    .and(after.map(at -> row(BEGAN, SEQUENCE).lt(at.millis(), at.sequence())).orElse(noCondition())))
                    .orderBy(BEGAN.desc(), SEQUENCE.desc()).limit(most).fetch(RelationalCallLog::logged);
            var left = sql.select(coalesce(sum(CALLS), val(BigDecimal.ZERO))).from(LEFT_OUT)
                    .where(filter.since().map(at -> SLOT.ge(CallStats.step(at))).orElse(noCondition())
                            .and(filter.until().map(at -> SLOT.lt(at.toEpochMilli())).orElse(noCondition())))
                    .fetchSingle().value1();
            return new Found(page, left.longValue());
        });
    }

    private static Condition condition(Filter filter) {
        return all(filter.service().map(SERVICE::eq), filter.instance().map(INSTANCE::eq),
                filter.method().map(METHOD::eq), filter.traceId().map(TRACE::eq),
                // not LIKE: on SQLite that would take one case for the other
                filter.path().map(begin -> substring(PATH, 1, begin.length()).eq(begin)),
                filter.status().map(s -> STATUS.between(s.least(), s.most())),
                filter.atLeast().map(d -> MICROS.ge(TimeUnit.NANOSECONDS.toMicros(d.toNanos()))),
                filter.since().map(at -> BEGAN.ge(at.toEpochMilli())),
                filter.until().map(at -> BEGAN.lt(at.toEpochMilli())), filter.why().map(w -> WHY.eq(w.name())));
    }

    @SafeVarargs
    private static Condition all(Optional<Condition>... conditions) {
        var all = noCondition();
        for (var condition : conditions) {
            all = condition.isPresent() ? all.and(condition.get()) : all;
        }
        return all;
    }

    private static Logged logged(Record r) {
        return new Logged(new Place(r.get(BEGAN), r.get(SEQUENCE)),
                new Call(Instant.ofEpochMilli(r.get(BEGAN)), r.get(SERVICE), r.get(INSTANCE), r.get(METHOD),
                        r.get(PATH), r.get(STATUS), r.get(MICROS), r.get(TRACE), Why.valueOf(r.get(WHY))));
    }

    @Override
    public void trim() {
        tables.write(sql -> {
            taken.trim(sql, clock.instant());
            var forgotten = last(sql) - kept;
            if (forgotten <= 0 || sql.deleteFrom(CALL).where(SEQUENCE.le(forgotten)).execute() == 0) {
                return 0;
            }
            var oldest = Instant.ofEpochMilli(sql.select(min(BEGAN)).from(CALL).fetchSingle().value1());
            return sql.deleteFrom(LEFT_OUT).where(SLOT.lt(CallStats.step(oldest))).execute();
        });
    }
}
