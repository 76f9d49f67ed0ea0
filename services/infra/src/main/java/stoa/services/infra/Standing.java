package stoa.services.infra;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Component.Condition;

/**
 * One store as it was found last.
 *
 * @param state {@code ok}, {@code down}, {@code not configured} or, for the moment after a start, {@code not tried yet}
 * @param kind what it is: {@code sqlite}, {@code postgresql}, {@code redis-cluster}; empty while that is not known
 * @param version the store's own word, empty when it could not be asked
 * @param address without user and password
 * @param latencyMs of the round trip, in milliseconds; null when there was none
 * @param since when this instance first found it in this state
 * @param detail in words, the reason when it is down
 */
record Standing(String name, String state, String kind, String version, String address, @Nullable Double latencyMs,
        Instant since, String detail) {
    static final String OK = "ok";
    static final String DOWN = "down";
    static final String NOT_CONFIGURED = "not configured";
    static final String NOT_TRIED = "not tried yet";

    static Standing absent(String name, Instant since) {
        return new Standing(name, NOT_CONFIGURED, "", "", "", null, since, "no such store is set up");
    }

    static Standing untried(String name, Instant since) {
        return new Standing(name, NOT_TRIED, "", "", "", null, since, "");
    }

    /** After a try; the state's beginning is kept where the state is the same, kind and address where they were not told. */
    Standing after(Condition found, Instant now) {
        var next = found.ok() ? OK : DOWN;
        var told = !found.address().isEmpty();
        return new Standing(name, next, told ? found.kind() : kind, Secrets.hidden(found.version()),
                told ? Secrets.hidden(found.address()) : address, found.ok() ? found.latency().toNanos() / 1e6 : null,
                next.equals(state) ? since : now, Secrets.hidden(found.detail()));
    }

    boolean is(String other) {
        return state.equals(other);
    }
}
