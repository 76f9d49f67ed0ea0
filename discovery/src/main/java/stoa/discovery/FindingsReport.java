package stoa.discovery;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * What a gateway has met with at instances, told to the catalog as it happens: the body of {@code POST /services/health}.
 * A report says nothing of what it leaves out.
 *
 * @param by the gateway's instance id
 * @param findings at most {@link #MOST}
 */
public record FindingsReport(String by, List<Found> findings) {
    public static final int MOST = 100;
    /** Longer ones are refused. */
    public static final int LONGEST_DETAIL = 200;

    public FindingsReport {
        findings = List.copyOf(findings);
    }

    /**
     * One finding.
     *
     * @param url where it was met with; nothing is said of an instance that is registered elsewhere meanwhile
     * @param ok false: the instance could not be connected to; true: it could again
     * @param detail in words: {@code connection refused}
     */
    public record Found(String service, String instance, URI url, boolean ok, String detail, Instant at) {}
}
