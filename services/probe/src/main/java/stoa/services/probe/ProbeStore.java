package stoa.services.probe;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.Table;
import stoa.services.probe.Result.Outcome;
import stoa.stores.relational.Relational;

/**
 * What instances found: the last probes of each target, how it stands, and what adds up to the windows, which is a few
 * hundred rows for a target whatever its interval.
 */
final class ProbeStore {
    private static final Table<Record> STANDING = table(name("standing"));
    private static final Table<Record> PROBED = table(name("probed"));
    private static final Table<Record> TALLY = table(name("tally"));
    private static final Field<String> TARGET = field(name("target"), String.class);
    private static final Field<String> INSTANCE = field(name("instance"), String.class);
    private static final Field<String> STATE = field(name("state"), String.class);
    private static final Field<Long> SINCE = field(name("since"), Long.class);
    private static final Field<Integer> FAILURES = field(name("failures"), Integer.class);
    private static final Field<Long> SEEN = field(name("seen"), Long.class);
    private static final Field<Long> KEPT_LAST = field(name("kept"), Long.class);
    private static final Field<Long> AT = field(name("at"), Long.class);
    private static final Field<String> OUTCOME = field(name("outcome"), String.class);
    private static final Field<Integer> CODE = field(name("code"), Integer.class);
    private static final Field<Long> MICROS = field(name("micros"), Long.class);
    private static final Field<String> DETAIL = field(name("detail"), String.class);
    private static final Field<String> ANSWER = field(name("answer"), String.class);
    private static final Field<String> SPAN = field(name("span"), String.class);
    private static final Field<Long> BEGINS = field(name("begins"), Long.class);
    private static final Field<Long> GOOD = field(name("good"), Long.class);
    private static final Field<Long> FAILED = field(name("failed"), Long.class);
    private static final Field<Long> OBSERVED = field(name("observed"), Long.class);
    private static final Field<String> LATENCIES = field(name("latencies"), String.class);
    private static final List<SelectField<?>> RESULT = List.of(INSTANCE, AT, OUTCOME, CODE, MICROS, DETAIL, ANSWER);
    /** Of one target by one instance. */
    static final int KEPT = 200;

    private final Relational tables;

    ProbeStore(Relational tables) {
        this.tables = tables;
    }

    /**
     * A probe and the time that it stands for.
     *
     * @param number counts up for a target and an instance, so that none is kept twice
     * @param from when the one before was, not longer ago than the target's interval allows
     */
    record Observation(long number, Result result, Instant from) {}

    private record Key(Window window, long begins) {}

    /**
     * Keeps probes of one target by one instance, in the order of their numbers, and what it makes of them; returns when
     * all is on disk. Those up to the number that was kept last are passed over: where it is not known whether a call
     * took effect, the same may be kept again.
     */
    void keep(String target, String instance, List<Observation> observations, Standing standing) {
        tables.write(sql -> {
            var kept = kept(sql, target, instance);
            var fresh = observations.stream().filter(observation -> observation.number() > kept).toList();
            if (!fresh.isEmpty()) {
                put(sql, target, instance, standing, fresh.getLast().number());
                fresh.forEach(observation -> put(sql, target, observation.result()));
                forget(sql, target, instance);
                sums(fresh).forEach((key, sum) -> merge(sql, key, target, instance, sum));
            }
            return fresh.size();
        });
    }

    /** The number of the last probe of that target that the instance has kept, 0 before the first. */
    long kept(String target, String instance) {
        return tables.read(sql -> kept(sql, target, instance));
    }

    private static long kept(DSLContext sql, String target, String instance) {
        return sql.select(KEPT_LAST).from(STANDING).where(TARGET.eq(target), INSTANCE.eq(instance))
                .fetchOptional(KEPT_LAST).orElse(0L);
    }

    private static Map<Key, Tally> sums(List<Observation> observations) {
        var sums = new HashMap<Key, Tally>();
        for (var window : Window.values()) {
            observations.forEach(observation -> add(sums, window, observation));
        }
        return sums;
    }

    /** The probe counts in the span of its moment; its time is spread over all that it touches. */
    private static void add(Map<Key, Tally> sums, Window window, Observation observation) {
        var at = observation.result().at();
        var end = at.toEpochMilli();
        sums.computeIfAbsent(new Key(window, window.begin(end)), _ -> new Tally()).count(observation.result());
        var begin = Math.max(observation.from().toEpochMilli(), window.from(at));
        while (begin < end) {
            var span = window.begin(begin);
            var next = Math.min(end, span + window.spanMillis());
            sums.computeIfAbsent(new Key(window, span), _ -> new Tally()).observedMillis += next - begin;
            begin = next;
        }
    }

    private static void put(DSLContext sql, String target, String instance, Standing it, long kept) {
        var state = it.state().name().toLowerCase(Locale.ROOT);
        var since = it.since().toEpochMilli();
        var seen = it.seen().toEpochMilli();
        sql.insertInto(STANDING, TARGET, INSTANCE, STATE, SINCE, FAILURES, SEEN, KEPT_LAST)
                .values(target, instance, state, since, it.failures(), seen, kept).onConflict(TARGET, INSTANCE)
                .doUpdate().set(STATE, state).set(SINCE, since).set(FAILURES, it.failures()).set(SEEN, seen)
                .set(KEPT_LAST, kept).execute();
    }

    private static void put(DSLContext sql, String target, Result it) {
        sql.insertInto(PROBED, TARGET, INSTANCE, AT, OUTCOME, CODE, MICROS, DETAIL, ANSWER)
                .values(target, it.instance(), it.at().toEpochMilli(), it.outcome().word(), it.code().orElse(null),
                        it.took().toNanos() / 1000, it.detail(), it.answer())
                .execute();
    }

    private static void forget(DSLContext sql, String target, String instance) {
        var mine = TARGET.eq(target).and(INSTANCE.eq(instance));
        sql.select(AT).from(PROBED).where(mine).orderBy(AT.desc()).limit(1).offset(KEPT).fetchOptional(AT)
                .ifPresent(oldest -> sql.deleteFrom(PROBED).where(mine).and(AT.le(oldest)).execute());
    }

    /** A span that is begun is the moment to forget those that no window reaches any more. */
    private static void merge(DSLContext sql, Key key, String target, String instance, Tally sum) {
        var span = key.window().label();
        var there = sql.select(GOOD, FAILED, OBSERVED, LATENCIES).from(TALLY)
                .where(SPAN.eq(span), BEGINS.eq(key.begins()), TARGET.eq(target), INSTANCE.eq(instance))
                .fetchOptional(ProbeStore::tally);
        there.ifPresent(sum::add);
        sql.insertInto(TALLY, SPAN, BEGINS, TARGET, INSTANCE, GOOD, FAILED, OBSERVED, LATENCIES)
                .values(span, key.begins(), target, instance, sum.good, sum.failed, sum.observedMillis,
                        sum.latencies())
                .onConflict(SPAN, BEGINS, TARGET, INSTANCE).doUpdate().set(GOOD, sum.good).set(FAILED, sum.failed)
                .set(OBSERVED, sum.observedMillis).set(LATENCIES, sum.latencies()).execute();
        if (there.isEmpty()) {
            var oldest = key.window().from(Instant.ofEpochMilli(key.begins()));
            sql.deleteFrom(TALLY).where(SPAN.eq(span), BEGINS.lt(oldest)).execute();
        }
    }

    /** What that instance made of the target last. */
    Standing standing(String target, String instance) {
        return Optional.ofNullable(standings(target).get(instance)).orElse(Standing.NONE);
    }

    /** By instance. */
    Map<String, Standing> standings(String target) {
        return tables.read(sql -> {
            var all = new TreeMap<String, Standing>();
            sql.select(INSTANCE, STATE, SINCE, FAILURES, SEEN).from(STANDING).where(TARGET.eq(target))
                    .forEach(row -> all.put(row.value1(), new Standing(constant(Standing.State.class, row.value2()),
                            Instant.ofEpochMilli(row.value3()), row.value4(), Instant.ofEpochMilli(row.value5()))));
            return all;
        });
    }

    /** The last probes of a target by all instances, the newest first. */
    List<Result> last(String target, int most) {
        return tables.read(sql -> sql.select(RESULT).from(PROBED).where(TARGET.eq(target))
                .orderBy(AT.desc(), INSTANCE).limit(most)
                .fetch(row -> new Result(row.get(INSTANCE), Instant.ofEpochMilli(row.get(AT)),
                        constant(Outcome.class, row.get(OUTCOME)), Optional.ofNullable(row.get(CODE)),
                        Duration.ofNanos(row.get(MICROS) * 1000), row.get(DETAIL), row.get(ANSWER))));
    }

    /** Every window, by all instances together: what they saw at the same time was observed once. */
    List<Figures> figures(String target, Instant now) {
        var sums = new EnumMap<Window, Tally>(Window.class);
        for (var window : Window.values()) {
            var observed = new HashMap<Long, Long>();
            var sum = new Tally();
            tables.read(sql -> sql.select(GOOD, FAILED, OBSERVED, LATENCIES, BEGINS).from(TALLY)
                    .where(SPAN.eq(window.label()), TARGET.eq(target), BEGINS.ge(window.from(now))).fetch())
                    .forEach(row -> {
                        sum.add(tally(row));
                        observed.merge(row.get(BEGINS), Math.min(row.get(OBSERVED), window.spanMillis()), Math::max);
                    });
            sum.observedMillis = observed.values().stream().mapToLong(Long::longValue).sum();
            sums.put(window, sum);
        }
        var figures = new ArrayList<Figures>();
        sums.forEach((window, sum) -> figures.add(Figures.of(window, now, sum)));
        return figures;
    }

    private static Tally tally(Record row) {
        return Tally.of(row.get(GOOD), row.get(FAILED), row.get(OBSERVED), row.get(LATENCIES));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
