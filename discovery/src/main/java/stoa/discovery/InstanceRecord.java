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

    /** Whether it is unroutable for nothing but what gateways met with: no check failed, no operator wants it so, and nobody else answers at its address. Not part of what is written. */
    public boolean doubtedAlone() {
        return !routable && intent == Intent.ENABLED
                && checks.stream().anyMatch(c -> !c.ok() && c.kind() == CheckResult.Kind.PASSIVE)
                && checks.stream().filter(c -> !c.ok()).allMatch(
                        c -> c.kind() == CheckResult.Kind.PASSIVE && !c.detail().contains(CheckResult.SOMEBODY_ELSE));
    }
}
