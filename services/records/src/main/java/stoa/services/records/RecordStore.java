package stoa.services.records;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import stoa.stores.relational.Relational;

/** The rows of table {@code registros}. */
final class RecordStore {
    private static final Table<Record> REGISTROS = table(name("registros"));
    private static final Field<Long> ID = field(name("id"), Long.class);
    private static final Field<String> TEXTO = field(name("texto"), String.class);
    private static final Field<String> QUANDO = field(name("quando"), String.class);
    private static final Field<String> INSTANCIA = field(name("instancia"), String.class);

    private final Relational tables;

    RecordStore(Relational tables) {
        this.tables = tables;
    }

    /**
     * One row, by the names of its columns; other programs write to the file as well, and not all that we do.
     *
     * @param quando RFC 3339 in UTC
     */
    record Registro(long id, @Nullable String texto, @Nullable String quando, @Nullable String instancia) {}

    /** Returns when the row is on disk. */
    void add(String texto, Instant quando, String instancia) {
        tables.write(sql -> sql.insertInto(REGISTROS, TEXTO, QUANDO, INSTANCIA)
                .values(texto, quando.truncatedTo(ChronoUnit.MILLIS).toString(), instancia).execute());
    }

    long count() {
        return tables.read(sql -> (long) sql.fetchCount(REGISTROS));
    }

    /** Rows with ids below that one, the newest first, at most {@code most} of them. */
    List<Registro> newest(long below, int most) {
        return tables.read(sql -> sql.select(ID, TEXTO, QUANDO, INSTANCIA).from(REGISTROS).where(ID.lt(below))
                .orderBy(ID.desc()).limit(most)
                .fetch(row -> new Registro(row.value1(), row.value2(), row.value3(), row.value4())));
    }
}
