package stoa.discovery;

import java.time.Instant;

/**
 * The last finding of one kind by one observer.
 *
 * @param by who looked: a catalog's or a gateway's instance id, or the instance itself for a heartbeat
 * @param at when the finding was last made
 * @param detail in words: {@code 200 in 3 ms}, {@code connection refused}
 */
public record CheckResult(Kind kind, String by, boolean ok, Instant at, String detail) {
    /** What a gateway finds where an address has gone over to another program. */
    public static final String SOMEBODY_ELSE = "somebody else answers at its address";

    public enum Kind { ACTIVE, PASSIVE, HEARTBEAT }
}
