package stoa.services.points.ledger;

import static org.jooq.impl.DSL.val;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import stoa.services.points.ledger.Verification.Discrepancy;

/** Adds up what the tables hold. */
final class Adding {
    private static final String SUMS = "(select account, sum(amount) as total, sum(hold) as held, count(*) as lines"
            + " from entry group by account)";
    /** What an account says beside what its entries say, where these differ; entries without an account among them. */
    private static final String DIFFERING = """
            select s.account as account, coalesce(a.balance, 0) as balance, cast(s.total as bigint) as total,
                coalesce(a.reserved, 0) as reserved, cast(s.held as bigint) as held,
                coalesce(a.entries, 0) as entries, s.lines as lines
            from %1$s s left join account a on a.name = s.account
            where a.name is null or a.balance <> s.total or a.reserved <> s.held or a.entries <> s.lines
            union all
            select a.name, a.balance, 0, a.reserved, 0, a.entries, 0
            from account a where not exists (select 1 from entry e where e.account = a.name)
            limit {0}
            """.formatted(SUMS);
    private static final String BREAKS = """
            select id from (
                select id, number, amount, balance, lag(number, 1, 0) over w as before,
                    lag(balance, 1, 0) over w as had
                from entry where account = {0} window w as (order by number, id)) as line
            where number <> before + 1 or balance <> had + amount order by number limit {1}
            """;

    private Adding() {}

    static Verification up(DSLContext sql) {
        var found = sql.fetch(DIFFERING, val(Verification.MOST)).map(row -> discrepancy(sql, row));
        return new Verification(count(sql, "account"), count(sql, "entry"), found);
    }

    private static long count(DSLContext sql, String table) {
        return sql.fetchSingle("select count(*) from " + table).get(0, Long.class);
    }

    private static Discrepancy discrepancy(DSLContext sql, Record row) {
        var account = row.get("account", String.class);
        var concerned = breaks(sql, account);
        var detail = "the account says balance %d, reserved %d, %d entries; its entries add up to %d, %d, %d".formatted(
                row.get("balance", Long.class), row.get("reserved", Long.class), row.get("entries", Long.class),
                row.get("total", Long.class), row.get("held", Long.class), row.get("lines", Long.class));
        return new Discrepancy(account, row.get("balance", Long.class), row.get("total", Long.class), concerned,
                detail);
    }

    /** Entries that do not go on from the one before. */
    private static List<String> breaks(DSLContext sql, String account) {
        return sql.fetch(BREAKS, val(account), val(Discrepancy.MOST)).getValues(0, String.class);
    }
}
