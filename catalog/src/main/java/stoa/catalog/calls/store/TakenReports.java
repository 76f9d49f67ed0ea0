package stoa.catalog.calls.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.time.Duration;
import java.time.Instant;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * Which reports one part has taken: of each source the last one, since reports of a source come one after the other. Read
 * and written in the transaction that takes the report.
 */
final class TakenReports {
    private static final Table<Record> REPORT = table(name("call_report"));
    private static final Field<String> PART = field(name("part"), SQLDataType.VARCHAR);
    private static final Field<String> SOURCE = field(name("source"), SQLDataType.VARCHAR);
    private static final Field<Integer> NUMBER = field(name("number"), SQLDataType.INTEGER);
    private static final Field<Long> HEARD = field(name("heard_at"), SQLDataType.BIGINT);
    /** A gateway that says nothing for so long has ended, or has nothing left to send twice. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    private final String part;

    TakenReports(String part) {
        this.part = part;
    }

    /** Notes a report; false when it was taken before. */
    boolean take(DSLContext sql, ReportId report, Instant now) {
        var taken = sql.select(NUMBER).from(REPORT).where(PART.eq(part).and(SOURCE.eq(report.source())))
                .fetchOptional(NUMBER);
        if (taken.isPresent() && taken.get() >= report.number()) {
            return false;
        }
        if (taken.isPresent()) {
            sql.update(REPORT).set(NUMBER, report.number()).set(HEARD, now.toEpochMilli())
                    .where(PART.eq(part).and(SOURCE.eq(report.source()))).execute();
        } else {
            sql.insertInto(REPORT).set(PART, part).set(SOURCE, report.source()).set(NUMBER, report.number())
                    .set(HEARD, now.toEpochMilli()).execute();
        }
        return true;
    }

    /** Forgets sources that have long been silent. */
    void trim(DSLContext sql, Instant now) {
        sql.deleteFrom(REPORT).where(PART.eq(part).and(HEARD.lt(now.minus(REMEMBERED).toEpochMilli()))).execute();
    }
}
