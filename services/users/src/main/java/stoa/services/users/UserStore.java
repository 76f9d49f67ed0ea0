package stoa.services.users;

import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.table;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.stores.relational.Relational;
import stoa.stores.relational.StoreUnavailable;

/** The users in their tables. Each change of a user raises its revision by one. */
final class UserStore {
    private static final Logger LOG = LoggerFactory.getLogger(UserStore.class);
    private static final Table<Record> USERS = table(name("users"));
    private static final Field<Long> ID = field(name("id"), Long.class);
    private static final Field<String> NOME = field(name("nome"), String.class);
    private static final Field<String> ATIVO_DESDE = field(name("ativo_desde"), String.class);
    private static final Field<String> FOLDED = field(name("folded"), String.class);
    private static final Field<Long> REVISION = field(name("revision"), Long.class);
    private static final List<SelectField<?>> ALL = List.of(ID, NOME, ATIVO_DESDE, REVISION);
    private static final Table<Record> LAST_ID = table(name("last_id"));
    private static final Field<Long> LAST = field(name("last"), Long.class);

    /** On PostgreSQL, where the migrations' users_by_name goes by the server's language. */
    private static final String BY_CHARACTERS = "users_by_characters";

    private final Relational tables;

    UserStore(Relational tables) {
        this.tables = tables;
    }

    /** Makes the index that lists by name need on PostgreSQL; without it they are right too, only slower. */
    void prepare() {
        try {
            if (tables.read(UserStore::lacksIndex)) {
                makeIndex();
            }
        } catch (DataAccessException | StoreUnavailable e) {
            LOG.warn("lists of users by name have no index, {} cannot be made: {}", BY_CHARACTERS, e.getMessage());
        }
    }

    private void makeIndex() {
        tables.write(sql -> {
            // one process at a time
            sql.execute("select pg_advisory_xact_lock(hashtext('" + BY_CHARACTERS + "'))");
            return sql.execute("create index if not exists " + BY_CHARACTERS
                    + " on users (folded collate \"C\", id)");
        });
    }

    private static boolean lacksIndex(DSLContext sql) {
        return sql.dialect() == SQLDialect.POSTGRES
                && sql.fetchValue("select cast(to_regclass('" + BY_CHARACTERS + "') as text)") == null;
    }

    /** A user at one of its revisions. */
    record Stored(User user, long revision) {}

    /** What became of a change. */
    sealed interface Outcome {
        /** The user as it is now; as it was, where it was removed. */
        record Done(Stored user) implements Outcome {}

        /** Nothing was changed: the user is at another revision than was asked for. */
        record Stale(long revision) implements Outcome {}

        record Unknown() implements Outcome {}
    }

    /**
     * @param words each of them somewhere in the folded name
     * @param after where the page before ended
     */
    List<Stored> list(Order order, List<String> words, Optional<Place> after, int most) {
        return tables.read(sql -> {
            var wanted = and(words.stream().map(FOLDED::contains).toList())
                    .and(after.map(place -> beyond(sql, place)).orElse(noCondition()));
            var key = order.by() == Order.By.ID ? ID : text(sql, order.by());
            return sql.select(ALL).from(USERS).where(wanted)
                    .orderBy(order.descending() ? List.of(key.desc(), ID.desc()) : List.of(key.asc(), ID.asc()))
                    .limit(most).fetch(UserStore::stored);
        });
    }

    private static Condition beyond(DSLContext sql, Place place) {
        var descending = place.order().descending();
        if (place.order().by() == Order.By.ID) {
            return descending ? ID.lt(place.id()) : ID.gt(place.id());
        }
        var ordered = row(text(sql, place.order().by()), ID);
        return descending ? ordered.lt(place.key(), place.id()) : ordered.gt(place.key(), place.id());
    }

    /** Names are compared character by character, as SQLite does, not as a PostgreSQL server's language would have it. */
    private static Field<String> text(DSLContext sql, Order.By by) {
        if (by == Order.By.ATIVO_DESDE) {
            return ATIVO_DESDE;
        }
        return sql.dialect() == SQLDialect.POSTGRES ? FOLDED.collate("C") : FOLDED;
    }

    Optional<Stored> find(long id) {
        return tables.read(sql -> find(sql, id));
    }

    private static Optional<Stored> find(DSLContext sql, long id) {
        return sql.select(ALL).from(USERS).where(ID.eq(id)).fetchOptional(UserStore::stored);
    }

    Stored create(Details details) {
        return tables.write(sql -> {
            sql.update(LAST_ID).set(LAST, LAST.plus(1)).execute();
            var made = stored(sql.select(LAST).from(LAST_ID).fetchSingle().value1(), details, 1);
            sql.insertInto(USERS, ID, NOME, ATIVO_DESDE, FOLDED, REVISION)
                    .values(made.user().id(), details.nome(), details.ativo_desde().toString(),
                            Fold.of(details.nome()), made.revision())
                    .execute();
            return made;
        });
    }

    /** @param from the revisions from which the change may be made */
    Outcome change(long id, LongPredicate from, Details to) {
        return tables.write(sql -> attempt(sql, id, from, now -> {
            var changed = stored(id, to, now.revision() + 1);
            sql.update(USERS).set(NOME, to.nome()).set(ATIVO_DESDE, to.ativo_desde().toString())
                    .set(FOLDED, Fold.of(to.nome())).set(REVISION, changed.revision()).where(ID.eq(id)).execute();
            return changed;
        }));
    }

    /** @param from the revisions at which the user may be removed */
    Outcome remove(long id, LongPredicate from) {
        return tables.write(sql -> attempt(sql, id, from, now -> {
            sql.deleteFrom(USERS).where(ID.eq(id)).execute();
            return now;
        }));
    }

    private static Outcome attempt(DSLContext sql, long id, LongPredicate from, UnaryOperator<Stored> change) {
        var now = find(sql, id);
        if (now.isEmpty()) {
            return new Outcome.Unknown();
        }
        var revision = now.get().revision();
        return from.test(revision) ? new Outcome.Done(change.apply(now.get())) : new Outcome.Stale(revision);
    }

    private static Stored stored(long id, Details details, long revision) {
        return new Stored(new User(id, details.nome(), details.ativo_desde()), revision);
    }

    private static Stored stored(Record row) {
        return new Stored(new User(row.get(ID), row.get(NOME), LocalDate.parse(row.get(ATIVO_DESDE))),
                row.get(REVISION));
    }
}
