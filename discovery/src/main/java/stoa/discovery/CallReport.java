package stoa.discovery;

import java.time.Instant;
import java.util.List;

/**
 * What a gateway tells the catalog of the calls it has relayed, as the body of {@code POST /services/logs}. A report is
 * told until it is acknowledged, and counts once however often it arrives: gateway, start and number are its id.
 *
 * @param gateway the gateway's instance id
 * @param started when that gateway began to report; its numbers begin anew with it
 * @param number 1 is the first; the next report is told after this one was acknowledged
 * @param at when the report was made
 * @param relayed how many calls went through {@code /services/call} since the report before
 * @param leftOut how many calls belong into the log and found no room on their way to it
 * @param calls at most {@link #MOST_CALLS}
 * @param tallies at most {@link #MOST_TALLIES}
 */
public record CallReport(String gateway, Instant started, int number, Instant at, long relayed, long leftOut,
        List<Call> calls, List<Tally> tallies) {
    public static final int MOST_CALLS = 300;
    public static final int MOST_TALLIES = 200;
    /** Longer ones are cut. */
    public static final int LONGEST_METHOD = 32;
    /** Longer ones are cut. */
    public static final int LONGEST_PATH = 512;
    /** Where calls are counted that got no endpoint of their own. */
    public static final String OTHER = "other";
    /** How exact {@link Tally#micros} are: HdrHistogram's number of significant digits. */
    public static final int DIGITS = 2;
    /** The longest duration that {@link Tally#micros} tell, some two hours; longer ones count as this. */
    public static final long HIGHEST_MICROS = 1L << 33;

    public CallReport {
        calls = List.copyOf(calls);
        tallies = List.copyOf(tallies);
    }

    /** Why a call is in the log. */
    public enum Why {
        /** It went through {@code /services/call}, as all that do. */
        CALL,
        /** It was answered with 5xx, by an instance or because none was reached; this is told before anything else. */
        FAILURE,
        /** It stands for others. */
        SAMPLE
    }

    /**
     * One call.
     *
     * @param at when it began
     * @param service empty where it led nowhere
     * @param instance who answered; empty where none was reached
     * @param path as the client asked for it, without the query
     */
    public record Call(Instant at, String service, String instance, String method, String path, int status, long micros,
            String traceId, Why why) {}

    /**
     * All calls of one endpoint within a second or so, logged or not.
     *
     * @param at when most of them ended
     * @param endpoint {@code GET /accounts/{id}}, or {@link CallReport#OTHER}
     * @param errors those answered with 5xx
     * @param micros their durations: an HdrHistogram of {@link CallReport#DIGITS} digits from 1 to
     *            {@link CallReport#HIGHEST_MICROS} in its encoding V2, which is compact by itself, in Base64
     */
    public record Tally(Instant at, String service, String endpoint, int calls, int errors, String micros) {}
}
