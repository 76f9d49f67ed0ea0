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
    public enum Kind { ACTIVE, PASSIVE, HEARTBEAT }
}
