package stoa.events;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.Table;
import stoa.http.Json;
import stoa.stores.relational.Relational;

/**
 * The events that were told, the newest so many of them. Each has a place in the order of arrival, which watchers
 * follow; lists show them by their time.
 */
final class EventStore {
    private static final Table<Record> EVENT = table(name("event"));
    private static final Field<Long> SEQUENCE = field(name("sequence"), Long.class);
    private static final Field<String> ID = field(name("id"), String.class);
    private static final Field<Long> TIME = field(name("time"), Long.class);
    private static final Field<String> KIND = field(name("kind"), String.class);
    private static final Field<String> SOURCE = field(name("source"), String.class);
    private static final Field<String> SUBJECT = field(name("subject"), String.class);
    private static final Field<String> SUMMARY = field(name("summary"), String.class);
    private static final Field<String> DATA = field(name("data"), String.class);
    private static final List<SelectField<?>> ALL = List.of(SEQUENCE, ID, TIME, KIND, SOURCE, SUBJECT, SUMMARY, DATA);
    /** Trimming looks for the oldest events only when the sequence passes a multiple of this. */
    private static final int TRIM_EVERY = 500;

    private final Relational tables;
    private final long kept;

    /** @param kept so many events stay; older ones are forgotten now and then */
    EventStore(Relational tables, long kept) {
        this.tables = tables;
        this.kept = kept;
    }

    /** An event and its place in the order of arrival. */
    record Arrived(long sequence, Event event) {}

    /** Which events to list; {@code kind} is a prefix, {@code after} the event where the page before ended. */
    record Filter(Optional<String> kind, Optional<String> subject, Optional<Instant> since, Optional<Place> after) {
        static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Where an event stands in a list. */
    record Place(long millis, String id) {}

    /** Adds the events that are not there yet; answers how many were new. */
    int append(Collection<Event> told) {
        var distinct = new LinkedHashMap<String, Event>();
        told.forEach(event -> distinct.putIfAbsent(event.id(), event));
        if (distinct.isEmpty()) {
            return 0;
        }
        return tables.write(sql -> append(sql, new LinkedHashMap<>(distinct)));
    }

    private int append(DSLContext sql, Map<String, Event> events) {
        events.keySet().removeAll(sql.select(ID).from(EVENT).where(ID.in(events.keySet())).fetch(ID));
        if (events.isEmpty()) {
            return 0;
        }
        var before = last(sql);
        var sequence = before;
        var insert = sql.insertInto(EVENT, SEQUENCE, ID, TIME, KIND, SOURCE, SUBJECT, SUMMARY, DATA);
        for (var e : events.values()) {
            insert = insert.values(++sequence, e.id(), e.at().toEpochMilli(), e.kind(), e.source(), e.subject(),
                    e.summary(), Json.text(new TreeMap<>(e.data())));
        }
        insert.execute();
        if (before / TRIM_EVERY != sequence / TRIM_EVERY) {
            sql.deleteFrom(EVENT).where(SEQUENCE.le(sequence - kept)).execute();
        }
        return events.size();
    }

    private static long last(DSLContext sql) {
        return sql.select(coalesce(max(SEQUENCE), val(0L))).from(EVENT).fetchSingle().value1();
    }

    /** The newest first, at most {@code most} of them. */
    List<Event> list(Filter filter, int most) {
        return tables.read(sql -> sql.select(ALL).from(EVENT).where(condition(filter))
                .orderBy(TIME.desc(), ID.desc()).limit(most).fetch().map(row -> arrived(row).event()));
    }

    private static Condition condition(Filter filter) {
        return filter.kind().map(KIND::startsWith).orElse(noCondition())
                .and(filter.subject().map(SUBJECT::eq).orElse(noCondition()))
                .and(filter.since().map(since -> TIME.ge(since.toEpochMilli())).orElse(noCondition()))
                .and(filter.after().map(at -> row(TIME, ID).lt(at.millis(), at.id()))
                        .orElse(noCondition()));
    }

    /** What arrived after that place, the earliest first. */
    List<Arrived> arrivedAfter(long sequence, int most) {
        return tables.read(sql -> sql.select(ALL).from(EVENT).where(SEQUENCE.gt(sequence)).orderBy(SEQUENCE)
                .limit(most).fetch().map(EventStore::arrived));
    }

    /**
     * The place from where a watcher goes on: after the last event it has seen, else after the newest. One that was
     * away for longer, or whose last event is forgotten, starts {@code most} events before the newest.
     */
    long resume(Optional<String> lastSeen, int most) {
        return tables.read(sql -> {
            var newest = last(sql);
            if (lastSeen.isEmpty()) {
                return newest;
            }
            var seen = sql.select(SEQUENCE).from(EVENT).where(ID.eq(lastSeen.get())).fetchOptional(SEQUENCE);
            return Math.max(seen.orElse(0L), newest - most);
        });
    }

    private static Arrived arrived(Record row) {
        return new Arrived(row.get(SEQUENCE), new Event(row.get(ID), Instant.ofEpochMilli(row.get(TIME)),
                row.get(KIND), row.get(SOURCE), row.get(SUBJECT), row.get(SUMMARY), data(row.get(DATA))));
    }

    private static Map<String, String> data(String json) {
        var data = new TreeMap<String, String>();
        Map<?, ?> object = Json.read(json, Map.class);
        object.forEach((name, text) -> data.put(String.valueOf(name), String.valueOf(text)));
        return data;
    }
}
