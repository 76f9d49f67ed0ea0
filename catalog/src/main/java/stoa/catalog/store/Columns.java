package stoa.catalog.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import stoa.discovery.CheckResult;
import stoa.discovery.Registered;
import stoa.discovery.Registration;
import stoa.discovery.RouteRecord;
import stoa.http.Json;

/** The registry's tables and columns, {@code db/catalog/}, and how their rows are read and written. */
final class Columns {
    static final Table<Record> META = table(name("meta"));
    static final Table<Record> SERVICE = table(name("service"));
    static final Table<Record> INSTANCE = table(name("instance"));
    static final Table<Record> INTENT = table(name("intent"));
    static final Table<Record> TOUCH = table(name("touch"));
    static final Table<Record> PEER = table(name("peer"));
    static final Table<Record> FLIP = table(name("flip"));

    static final Field<Long> REVISION = number("revision");
    static final Field<Long> NUMBER = number("id");
    static final Field<String> NAME = text("name");
    static final Field<Boolean> PRESENT = flag("present");
    static final Field<String> ROUTE_PREFIX = text("route_prefix");
    static final Field<Boolean> ROUTE_STRIP = flag("route_strip");

    static final Field<String> OF_SERVICE = text("service");
    static final Field<String> ID = text("id");
    static final Field<String> OF_INSTANCE = text("instance");
    static final Field<String> WILL = text("intent");
    static final Field<Long> EXPIRES = number("expires_at");
    static final Field<Long> TOUCHED = number("touched");
    static final Field<String> TOUCHED_BY = text("touched_by");
    static final Field<Long> CHECKED_AT = number("checked_at");
    static final Field<Long> TOUCHES = number("number");
    static final Field<String> RUN = text("run");
    static final Field<Long> BEAT = number("beat");

    static final Field<Long> FLIPPED_AT = number("at");
    static final Field<Boolean> ROUTABLE = flag("routable");
    static final Field<String> REASON = text("reason");
    static final Field<String> TOLD_BY = text("told_by");

    private static final Field<String> URL = text("url");
    private static final Field<Integer> WEIGHT = field(name("weight"), SQLDataType.INTEGER);
    private static final Field<String> TAGS = text("tags");
    private static final Field<String> VERSION = text("version");
    private static final Field<String> CHECK_HTTP = text("check_http");
    private static final Field<Boolean> CHECK_TCP = flag("check_tcp");
    private static final Field<Long> CHECK_INTERVAL = number("check_interval_ms");
    private static final Field<Long> CHECK_TIMEOUT = number("check_timeout_ms");
    private static final Field<String> CHECK_TERMS = text("check_terms");
    private static final Field<Long> TTL = number("ttl_ms");
    private static final Field<Long> AT = number("registered_at");
    private static final Field<String> BY = text("registered_by");
    private static final Field<String> FINDINGS = text("findings");

    private Columns() {}

    private static Field<String> text(String column) {
        return field(name(column), SQLDataType.VARCHAR);
    }

    private static Field<Long> number(String column) {
        return field(name(column), SQLDataType.BIGINT);
    }

    private static Field<Boolean> flag(String column) {
        return field(name(column), SQLDataType.BOOLEAN);
    }

    /** An instance's row, as far as drafts write it. */
    static Map<Field<?>, @Nullable Object> row(Stored.Instance i, long revision) {
        var row = new HashMap<Field<?>, @Nullable Object>();
        var terms = i.terms();
        row.put(OF_SERVICE, i.key().service());
        row.put(ID, i.key().instance());
        row.put(REVISION, revision);
        row.put(URL, terms.url().toString());
        row.put(WEIGHT, terms.weight());
        row.put(TAGS, Json.text(terms.tags()));
        row.put(VERSION, terms.version());
        var check = terms.check();
        row.put(CHECK_HTTP, check == null ? null : check.http());
        row.put(CHECK_TCP, check != null && check.tcp());
        row.put(CHECK_INTERVAL, check == null ? null : check.interval().toMillis());
        row.put(CHECK_TIMEOUT, check == null ? null : check.timeout().toMillis());
        row.put(CHECK_TERMS, check == null ? null : Json.text(CheckTerms.of(check)));
        var ttl = terms.ttl();
        row.put(TTL, ttl == null ? null : ttl.toMillis());
        row.put(AT, i.at().toEpochMilli());
        row.put(BY, i.by().name());
        row.put(EXPIRES, millis(i.expires()));
        row.put(FINDINGS, Json.text(i.findings()));
        return row;
    }

    static @Nullable Long millis(@Nullable Instant at) {
        return at == null ? null : at.toEpochMilli();
    }

    static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    static Stored.Service service(Record r) {
        @Nullable
        String prefix = r.get(ROUTE_PREFIX);
        var route = prefix == null ? null : new RouteRecord(prefix, Boolean.TRUE.equals(r.get(ROUTE_STRIP)));
        return new Stored.Service(r.get(NUMBER), r.get(NAME), route, r.get(REVISION));
    }

    static Stored.Key key(Record r) {
        return new Stored.Key(r.get(OF_SERVICE), r.get(ID));
    }

    static Stored.Instance instance(Record r) {
        @Nullable
        Long interval = r.get(CHECK_INTERVAL), timeout = r.get(CHECK_TIMEOUT), ttl = r.get(TTL);
        var check = interval == null || timeout == null
                ? null
                : CheckTerms.read(r.get(CHECK_TERMS)).with(r.get(CHECK_HTTP), r.get(CHECK_TCP),
                        Duration.ofMillis(interval), Duration.ofMillis(timeout));
        var terms = new Registration(URI.create(r.get(URL)), r.get(WEIGHT),
                List.of(Json.read(r.get(TAGS), String[].class)), r.get(VERSION), null, check,
                ttl == null ? null : Duration.ofMillis(ttl));
        return new Stored.Instance(key(r), terms, Instant.ofEpochMilli(r.get(AT)),
                Registered.Source.valueOf(r.get(BY)), instant(r.get(EXPIRES)),
                List.of(Json.read(r.get(FINDINGS), CheckResult[].class)));
    }
}
