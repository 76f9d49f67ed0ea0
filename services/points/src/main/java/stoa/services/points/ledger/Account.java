package stoa.services.points.ledger;

/**
 * An account after its last entry.
 *
 * @param balance the sum of its entries' amounts, never below zero
 * @param reserved what is put aside by open reservations; not in the balance
 * @param entries how many there are
 */
public record Account(String name, long balance, long reserved, long entries) {
    /** Amounts and balances are within this and its negative: what a JSON number holds exactly (RFC 8259, section 6). */
    public static final long LIMIT = (1L << 53) - 1;
}
