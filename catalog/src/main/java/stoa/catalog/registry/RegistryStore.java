package stoa.catalog.registry;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import stoa.catalog.watch.Changes;
import stoa.discovery.CheckResult;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.Registration;
import stoa.discovery.Registration.CheckRecord;
import stoa.discovery.RouteRecord;
import stoa.http.Json;
import stoa.stores.relational.Relational;

/**
 * The registry's tables, {@code db/catalog/}. Every method is one transaction, and each that changes a definition raises
 * the stored revision in it.
 */
final class RegistryStore {
    /**
     * How far a start leaves the revisions of the run before behind: more than that one can have told without storing
     * them, so that no number is ever told twice with two meanings.
     */
    private static final long GAP = 10_000;
    private static final int MOST_RUNS = 100;
    private static final String PRESENT_ALWAYS = "names";

    private static final Table<Record> META = table(name("meta"));
    private static final Table<Record> RUN = table(name("run"));
    private static final Table<Record> SERVICE = table(name("service"));
    private static final Table<Record> INSTANCE = table(name("instance"));
    private static final Table<Record> INTENT = table(name("intent"));
    private static final Field<Long> REVISION = field(name("revision"), SQLDataType.BIGINT);
    private static final Field<Long> BEGINS = field(name("begins"), SQLDataType.BIGINT);
    private static final Field<Long> SETTLED = field(name("settled"), SQLDataType.BIGINT);
    private static final Field<Long> NUMBER = field(name("id"), SQLDataType.BIGINT);
    private static final Field<String> NAME = text("name");
    private static final Field<Boolean> PRESENT = field(name("present"), SQLDataType.BOOLEAN);
    private static final Field<String> ROUTE_PREFIX = text("route_prefix");
    private static final Field<Boolean> ROUTE_STRIP = field(name("route_strip"), SQLDataType.BOOLEAN);
    private static final Field<String> OF_SERVICE = text("service");
    private static final Field<String> ID = text("id");
    private static final Field<String> OF_INSTANCE = text("instance");
    private static final Field<String> URL = text("url");
    private static final Field<Integer> WEIGHT = field(name("weight"), SQLDataType.INTEGER);
    private static final Field<String> TAGS = text("tags");
    private static final Field<String> VERSION = text("version");
    private static final Field<String> CHECK_HTTP = text("check_http");
    private static final Field<Boolean> CHECK_TCP = field(name("check_tcp"), SQLDataType.BOOLEAN);
    private static final Field<Long> CHECK_INTERVAL = field(name("check_interval_ms"), SQLDataType.BIGINT);
    private static final Field<Long> CHECK_TIMEOUT = field(name("check_timeout_ms"), SQLDataType.BIGINT);
    private static final Field<Long> TTL = field(name("ttl_ms"), SQLDataType.BIGINT);
    private static final Field<Long> AT = field(name("registered_at"), SQLDataType.BIGINT);
    private static final Field<String> BY = text("registered_by");
    private static final Field<Long> EXPIRES = field(name("expires_at"), SQLDataType.BIGINT);
    private static final Field<String> FINDINGS = text("findings");
    private static final Field<String> WILL = text("intent");

    private final Relational tables;

    RegistryStore(Relational tables) {
        this.tables = tables;
    }

    private static Field<String> text(String column) {
        return field(name(column), SQLDataType.VARCHAR);
    }

    /** Reads everything and begins a new run of revisions. */
    Stored begin(int mostGone) {
        return tables.write(sql -> {
            var begin = sql.select(REVISION).from(META).fetchSingle().value1() + GAP;
            raise(sql, begin);
            var earlier = runs(sql);
            sql.insertInto(RUN).set(BEGINS, begin).set(SETTLED, begin).execute();
            var services = sql.selectFrom(SERVICE).where(PRESENT.isTrue()).orderBy(REVISION)
                    .fetch(RegistryStore::service);
            var gone = sql.selectFrom(SERVICE).where(PRESENT.isFalse()).orderBy(REVISION.desc()).limit(mostGone)
                    .fetch(RegistryStore::service).reversed();
            var oldest = gone.size() < mostGone ? 0 : gone.getFirst().revision();
            var intents = new HashMap<Stored.Key, Intent>();
            sql.selectFrom(INTENT).forEach(r -> intents.put(new Stored.Key(r.get(OF_SERVICE), r.get(OF_INSTANCE)),
                    Intent.valueOf(r.get(WILL))));
            return new Stored(begin, earlier, services, gone, oldest,
                    sql.selectFrom(INSTANCE).fetch(RegistryStore::instance), Map.copyOf(intents));
        });
    }

    /** Puts an instance; returns its service's number, the one it had before where there was one. */
    long register(Stored.Instance instance, @Nullable RouteRecord route, long revision) {
        return tables.write(sql -> {
            raise(sql, revision);
            var name = instance.key().service();
            var known = sql.select(NUMBER).from(SERVICE).where(NAME.eq(name)).fetchOne(NUMBER);
            long id = known != null ? known : 1 + sql.select(max(NUMBER)).from(SERVICE).fetchSingle().value1();
            if (known == null) {
                sql.insertInto(SERVICE).set(NUMBER, id).set(NAME, name).set(PRESENT, true).set(REVISION, revision)
                        .execute();
            }
            sql.update(SERVICE).set(PRESENT, true).set(REVISION, revision)
                    .set(ROUTE_PREFIX, route == null ? null : route.prefix())
                    .set(ROUTE_STRIP, route == null ? null : route.strip()).where(NAME.eq(name)).execute();
            var row = row(instance);
            sql.insertInto(INSTANCE).set(row).onConflict(OF_SERVICE, ID).doUpdate().set(row).execute();
            return id;
        });
    }

    /** Removes an instance; with the last one its service's route, and the service from view. */
    void deregister(Stored.Key key, boolean last, long revision) {
        tables.write(sql -> {
            raise(sql, revision);
            sql.deleteFrom(INSTANCE).where(OF_SERVICE.eq(key.service()).and(ID.eq(key.instance()))).execute();
            var service = sql.update(SERVICE).set(REVISION, revision);
            if (last) {
                service = service.set(PRESENT, key.service().equals(PRESENT_ALWAYS)).setNull(ROUTE_PREFIX)
                        .setNull(ROUTE_STRIP);
            }
            return service.where(NAME.eq(key.service())).execute();
        });
    }

    void intent(Stored.Key key, Intent intent, long revision) {
        tables.write(sql -> {
            raise(sql, revision);
            sql.update(SERVICE).set(REVISION, revision).where(NAME.eq(key.service())).execute();
            sql.deleteFrom(INTENT).where(OF_SERVICE.eq(key.service()).and(OF_INSTANCE.eq(key.instance()))).execute();
            return intent == Intent.ENABLED
                    ? 0
                    : sql.insertInto(INTENT).set(OF_SERVICE, key.service()).set(OF_INSTANCE, key.instance())
                            .set(WILL, intent.name()).execute();
        });
    }

    /** Stores what was told already: revisions, findings, leases. An instance that has gone meanwhile stays gone. */
    void save(Stored.Told told) {
        tables.write(sql -> {
            told.services().forEach((service, revision) -> sql.update(SERVICE).set(REVISION, revision)
                    .where(NAME.eq(service).and(REVISION.lt(revision))).execute());
            for (var i : told.instances()) {
                sql.update(INSTANCE).set(EXPIRES, millis(i.expires())).set(FINDINGS, Json.text(i.findings()))
                        .where(OF_SERVICE.eq(i.key().service()).and(ID.eq(i.key().instance()))).execute();
            }
            raise(sql, told.revision());
            return sql.update(RUN).set(SETTLED, told.revision()).where(BEGINS.eq(select(max(BEGINS)).from(RUN)))
                    .execute();
        });
    }

    /** The latest runs; older ones are dropped, and nobody resumes from them. */
    private static List<Changes.Span> runs(DSLContext sql) {
        var latest = sql.select(BEGINS, SETTLED).from(RUN).orderBy(BEGINS.desc()).limit(MOST_RUNS)
                .fetch(r -> new Changes.Span(r.value1(), r.value2()));
        if (latest.size() == MOST_RUNS) {
            sql.deleteFrom(RUN).where(BEGINS.lt(latest.getLast().first())).execute();
        }
        return latest;
    }

    private static void raise(DSLContext sql, long revision) {
        sql.update(META).set(REVISION, revision).where(REVISION.lt(revision)).execute();
    }

    private static Map<Field<?>, @Nullable Object> row(Stored.Instance i) {
        var row = new HashMap<Field<?>, @Nullable Object>();
        var terms = i.terms();
        row.put(OF_SERVICE, i.key().service());
        row.put(ID, i.key().instance());
        row.put(URL, terms.url().toString());
        row.put(WEIGHT, terms.weight());
        row.put(TAGS, Json.text(terms.tags()));
        row.put(VERSION, terms.version());
        var check = terms.check();
        row.put(CHECK_HTTP, check == null ? null : check.http());
        row.put(CHECK_TCP, check != null && check.tcp());
        row.put(CHECK_INTERVAL, check == null ? null : check.interval().toMillis());
        row.put(CHECK_TIMEOUT, check == null ? null : check.timeout().toMillis());
        var ttl = terms.ttl();
        row.put(TTL, ttl == null ? null : ttl.toMillis());
        row.put(AT, i.at().toEpochMilli());
        row.put(BY, i.by().name());
        row.put(EXPIRES, millis(i.expires()));
        row.put(FINDINGS, Json.text(i.findings()));
        return row;
    }

    private static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    private static Stored.Service service(Record r) {
        @Nullable
        String prefix = r.get(ROUTE_PREFIX);
        var route = prefix == null ? null : new RouteRecord(prefix, Boolean.TRUE.equals(r.get(ROUTE_STRIP)));
        return new Stored.Service(r.get(NUMBER), r.get(NAME), route, r.get(REVISION));
    }

    private static Stored.Instance instance(Record r) {
        @Nullable
        Long interval = r.get(CHECK_INTERVAL), timeout = r.get(CHECK_TIMEOUT), ttl = r.get(TTL),
                expires = r.get(EXPIRES);
        var check = interval == null || timeout == null
                ? null
                : new CheckRecord(r.get(CHECK_HTTP), r.get(CHECK_TCP), Duration.ofMillis(interval),
                        Duration.ofMillis(timeout));
        var terms = new Registration(URI.create(r.get(URL)), r.get(WEIGHT),
                List.of(Json.read(r.get(TAGS), String[].class)), r.get(VERSION), null, check,
                ttl == null ? null : Duration.ofMillis(ttl));
        return new Stored.Instance(new Stored.Key(r.get(OF_SERVICE), r.get(ID)), terms,
                Instant.ofEpochMilli(r.get(AT)), Registered.Source.valueOf(r.get(BY)),
                expires == null ? null : Instant.ofEpochMilli(expires),
                List.of(Json.read(r.get(FINDINGS), CheckResult[].class)));
    }
}
