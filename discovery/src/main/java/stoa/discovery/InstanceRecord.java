package stoa.discovery;

import java.net.URI;
import java.util.List;

/** One instance with its four facts side by side; {@code routable} and {@code reason} follow from the other three. */
public record InstanceRecord(String id, URI url, int weight, List<String> tags, String version, Registered registered,
        Intent intent, List<CheckResult> checks, boolean routable, String reason) {
    public InstanceRecord {
        tags = List.copyOf(tags);
        checks = List.copyOf(checks);
    }
}
