package stoa.services.points.ledger;

import java.util.Locale;

/** Why an entry was made. */
public enum Kind {
    /** Points given. */
    CREDIT,
    /** Points taken. */
    SPEND,
    /** Undoes the credit or spend that it refers to. */
    REVERSAL,
    /** Points put aside, until they are taken, given back or the time is over. */
    RESERVE,
    /** Takes what the reservation that it refers to has put aside, or a part; its amount is what goes back. */
    COMMIT,
    /** Gives back what the reservation that it refers to has put aside. */
    RELEASE,
    /** The same, because the reservation's time was over. */
    EXPIRY;

    /** In answers and tables: {@code credit}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
