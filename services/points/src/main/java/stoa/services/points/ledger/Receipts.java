package stoa.services.points.ledger;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Instant;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import stoa.http.Json;
import stoa.stores.relational.Relational;
import stoa.stores.relational.StoreUnavailable;

/** The receipts that were made, the newest so many of each cause: what clients ask for drives out none of a fail-over. */
public final class Receipts {
    static final int KEPT = 200;

    private static final Table<Record> RECEIPT = table(name("receipt"));
    private static final Field<String> ID = field(name("id"), String.class);
    private static final Field<Long> AT = field(name("at"), Long.class);
    private static final Field<String> INSTANCE = field(name("instance"), String.class);
    private static final Field<String> CAUSE = field(name("cause"), String.class);
    private static final Field<Long> CHECKED = field(name("checked"), Long.class);
    private static final Field<String> MISSING = field(name("missing"), String.class);

    private final Relational tables;

    public Receipts(Relational tables) {
        this.tables = tables;
    }

    /** @param receipt whose id is ordered by time (UUID version 7) */
    public void keep(Receipt receipt) {
        try {
            tables.write(sql -> {
                sql.insertInto(RECEIPT, ID, AT, INSTANCE, CAUSE, CHECKED, MISSING)
                        .values(receipt.id(), receipt.at().toEpochMilli(), receipt.instance(), receipt.cause(),
                                receipt.checked(), Json.text(receipt.missing()))
                        .execute();
                var old = sql.select(ID).from(RECEIPT).where(CAUSE.eq(receipt.cause())).orderBy(ID.desc()).limit(1)
                        .offset(KEPT);
                return sql.deleteFrom(RECEIPT).where(CAUSE.eq(receipt.cause())).and(ID.le(old)).execute();
            });
        } catch (StoreUnavailable e) {
            throw RelationalLedger.unavailable(e);
        }
    }

    /** Those with an id below {@code before}, the newest first. */
    public List<Receipt> newest(String before, int most) {
        try {
            return tables.read(sql -> sql.selectFrom(RECEIPT).where(ID.lt(before)).orderBy(ID.desc()).limit(most)
                    .fetch(Receipts::receipt));
        } catch (StoreUnavailable e) {
            throw RelationalLedger.unavailable(e);
        }
    }

    private static Receipt receipt(Record row) {
        return new Receipt(row.get(ID), Instant.ofEpochMilli(row.get(AT)), row.get(INSTANCE), row.get(CAUSE),
                row.get(CHECKED), List.of(Json.read(row.get(MISSING), String[].class)));
    }
}
