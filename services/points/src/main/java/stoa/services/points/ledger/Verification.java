package stoa.services.points.ledger;

import java.util.List;

/**
 * What adding up has found.
 *
 * @param accounts how many were looked at
 * @param entries how many they have
 * @param discrepancies the first hundred accounts that do not add up; none is the good news
 */
public record Verification(long accounts, long entries, List<Discrepancy> discrepancies) {
    public static final int MOST = 100;

    /**
     * An account whose entries do not add up to its balance.
     *
     * @param sum of its entries
     * @param concerned ids of entries at which the account's history does not go on from the one before, fifty at most
     * @param detail in words
     */
    public record Discrepancy(String account, long balance, long sum, List<String> concerned, String detail) {
        public static final int MOST = 50;
    }
}
