package stoa.catalog.store;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;
import static stoa.catalog.store.Columns.*;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import stoa.catalog.store.Draft.Put;
import stoa.catalog.store.Draft.ServiceDraft;
import stoa.discovery.Intent;
import stoa.stores.relational.Relational;

/**
 * The registry's tables. Every method is one transaction; each can throw
 * {@link stoa.stores.relational.StoreUnavailable}.
 */
public final class RegistryStore {
    private static final int MOST_FLIPS = 50;
    private static final long EVERYTHING = -1;

    private final Relational tables;
    private final String run;

    /** @param run what this run of this catalog is called, like no other's */
    public RegistryStore(Relational tables, String run) {
        this.tables = tables;
        this.run = run;
    }

    /** Whether other catalogs may use these tables now. */
    public boolean shared() {
        return tables.shared();
    }

    /** Everything; of services that have gone, the latest. */
    public Stored load(int mostGone) {
        return tables.read(sql -> {
            var gone = sql.selectFrom(SERVICE).where(PRESENT.isFalse()).orderBy(REVISION.desc()).limit(mostGone)
                    .fetch(Columns::service).reversed();
            return stored(sql, EVERYTHING, gone, gone.size() < mostGone ? 0 : gone.getFirst().revision());
        });
    }

    /** What has changed since a revision. */
    public Stored since(long revision) {
        return tables.read(sql -> {
            var gone = sql.selectFrom(SERVICE).where(PRESENT.isFalse().and(REVISION.gt(revision)))
                    .orderBy(REVISION).fetch(Columns::service);
            return stored(sql, revision, gone, 0);
        });
    }

    private static Stored stored(DSLContext sql, long since, List<Stored.Service> gone, long forgottenUpTo) {
        var services = sql.selectFrom(SERVICE).where(PRESENT.isTrue().and(REVISION.gt(since))).orderBy(REVISION)
                .fetch(Columns::service);
        var instances = sql.selectFrom(INSTANCE).where(REVISION.gt(since)).fetch(Columns::instance);
        var changed = OF_SERVICE.in(select(NAME).from(SERVICE).where(REVISION.gt(since)));
        var present = new HashMap<String, Set<String>>();
        sql.select(OF_SERVICE, ID).from(INSTANCE).where(changed)
                .forEach(r -> present.computeIfAbsent(r.value1(), _ -> new HashSet<>()).add(r.value2()));
        var intents = new HashMap<String, Map<String, Intent>>();
        sql.selectFrom(INTENT).where(changed)
                .forEach(r -> intents.computeIfAbsent(r.get(OF_SERVICE), _ -> new HashMap<>()).put(r.get(OF_INSTANCE),
                        Intent.valueOf(r.get(WILL))));
        return new Stored(revision(sql), services, gone, forgottenUpTo, instances, present, intents);
    }

    private static long revision(DSLContext sql) {
        return sql.select(REVISION).from(META).fetchSingle().value1();
    }

    /**
     * Commits a change; answers the numbers of its services by name, those that they had before where they had any.
     *
     * @throws Overtaken when the registry is not at the draft's revision any more
     */
    public Map<String, Long> commit(Draft draft) {
        return tables.write(sql -> {
            var raised = sql.update(META).set(REVISION, draft.revision()).where(REVISION.eq(draft.base())).execute();
            if (raised == 0) {
                throw new Overtaken();
            }
            var numbers = new HashMap<String, Long>();
            for (var i = 0; i < draft.services().size(); i++) {
                var service = draft.services().get(i);
                numbers.put(service.name(), number(sql, service.name()));
                write(sql, service, draft.revision(i));
            }
            var renewed = draft.services().stream().flatMap(s -> s.put().stream()).filter(Put::renewed)
                    .map(p -> new Stored.Renewal(p.instance().key(), p.instance().expires(), null)).toList();
            if (!renewed.isEmpty()) {
                touch(sql, renewed);
            }
            return numbers;
        });
    }

    private static long number(DSLContext sql, String service) {
        var known = sql.select(NUMBER).from(SERVICE).where(NAME.eq(service)).fetchOne(NUMBER);
        if (known != null) {
            return known;
        }
        var next = 1 + sql.select(max(NUMBER)).from(SERVICE).fetchSingle().value1();
        sql.insertInto(SERVICE).set(NUMBER, next).set(NAME, service).set(PRESENT, true).set(REVISION, 0L).execute();
        return next;
    }

    private static void write(DSLContext sql, ServiceDraft service, long revision) {
        var route = service.route();
        sql.update(SERVICE).set(PRESENT, service.present()).set(REVISION, revision)
                .set(ROUTE_PREFIX, route == null ? null : route.prefix())
                .set(ROUTE_STRIP, route == null ? null : route.strip()).where(NAME.eq(service.name())).execute();
        for (var put : service.put()) {
            var row = row(put.instance(), revision);
            sql.insertInto(INSTANCE).set(row).onConflict(OF_SERVICE, ID).doUpdate().set(row).execute();
            var flip = put.flip();
            if (flip != null) {
                flipped(sql, put.instance().key(), revision, flip);
            }
        }
        for (var id : service.removed()) {
            sql.deleteFrom(INSTANCE).where(OF_SERVICE.eq(service.name()).and(ID.eq(id))).execute();
            sql.deleteFrom(FLIP).where(OF_SERVICE.eq(service.name()).and(OF_INSTANCE.eq(id))).execute();
        }
        service.intents().forEach((id, will) -> {
            sql.deleteFrom(INTENT).where(OF_SERVICE.eq(service.name()).and(OF_INSTANCE.eq(id))).execute();
            if (will != Intent.ENABLED) {
                sql.insertInto(INTENT).set(OF_SERVICE, service.name()).set(OF_INSTANCE, id).set(WILL, will.name())
                        .execute();
            }
        });
    }

    private static void flipped(DSLContext sql, Stored.Key key, long revision, Stored.Flip flip) {
        sql.insertInto(FLIP).set(OF_SERVICE, key.service()).set(OF_INSTANCE, key.instance()).set(REVISION, revision)
                .set(FLIPPED_AT, flip.at().toEpochMilli()).set(ROUTABLE, flip.routable()).set(REASON, flip.reason())
                .set(TOLD_BY, flip.by()).execute();
        var its = OF_SERVICE.eq(key.service()).and(OF_INSTANCE.eq(key.instance()));
        var oldest = sql.select(REVISION).from(FLIP).where(its).orderBy(REVISION.desc()).limit(1).offset(MOST_FLIPS)
                .fetchOne(REVISION);
        if (oldest != null) {
            sql.deleteFrom(FLIP).where(its.and(REVISION.le(oldest))).execute();
        }
    }

    /** Stores renewals. An instance that has gone meanwhile stays gone. */
    public void renew(Collection<Stored.Renewal> renewals) {
        tables.write(sql -> {
            touch(sql, renewals);
            return renewals.size();
        });
    }

    private void touch(DSLContext sql, Collection<Stored.Renewal> renewals) {
        sql.update(TOUCH).set(TOUCHES, TOUCHES.plus(1)).execute();
        long number = sql.select(TOUCHES).from(TOUCH).fetchSingle().value1();
        var nothing = (Long) null;
        var batch = sql
                .batch(sql.update(INSTANCE).set(EXPIRES, nothing).set(CHECKED_AT, coalesce(val(nothing), CHECKED_AT))
                        .set(TOUCHED, number).set(TOUCHED_BY, run).where(OF_SERVICE.eq("").and(ID.eq(""))));
        for (var renewal : renewals) {
            batch = batch.bind(millis(renewal.expires()), millis(renewal.checkedAt()), number, run,
                    renewal.key().service(), renewal.key().instance());
        }
        batch.execute();
    }

    /** What others have renewed after the number {@code touch}. */
    public List<Stored.Renewal> renewedAfter(long touch) {
        return tables.read(sql -> sql.select(OF_SERVICE, ID, EXPIRES, CHECKED_AT).from(INSTANCE)
                .where(TOUCHED.gt(touch).and(TOUCHED_BY.ne(run)))
                .fetch(r -> new Stored.Renewal(key(r), instant(r.get(EXPIRES)), instant(r.get(CHECKED_AT)))));
    }

    /** How far the tables are now. */
    public Stored.Heads heads() {
        return tables.read(sql -> new Stored.Heads(revision(sql),
                sql.select(TOUCHES).from(TOUCH).fetchSingle().value1()));
    }

    /** Says that this catalog lives, and answers who else does or did; {@code gone} are forgotten. */
    public List<Stored.Peer> beat(String name, long beat, Collection<String> gone) {
        return tables.write(sql -> {
            sql.insertInto(PEER).set(RUN, run).set(NAME, name).set(BEAT, beat).onConflict(RUN).doUpdate()
                    .set(BEAT, beat).execute();
            if (!gone.isEmpty()) {
                sql.deleteFrom(PEER).where(RUN.in(gone)).execute();
            }
            return sql.select(RUN, BEAT).from(PEER).fetch(r -> new Stored.Peer(r.value1(), r.value2()));
        });
    }

    /** Says that this catalog ends. */
    public void leave() {
        tables.write(sql -> sql.deleteFrom(PEER).where(RUN.eq(run)).execute());
    }

    /** How an instance became routable and ceased to be, the latest first. */
    public List<Stored.Flip> flips(Stored.Key key) {
        return tables.read(sql -> sql.selectFrom(FLIP)
                .where(OF_SERVICE.eq(key.service()).and(OF_INSTANCE.eq(key.instance()))).orderBy(REVISION.desc())
                .fetch(r -> new Stored.Flip(Instant.ofEpochMilli(r.get(FLIPPED_AT)), r.get(ROUTABLE), r.get(REASON),
                        r.get(TOLD_BY))));
    }
}
