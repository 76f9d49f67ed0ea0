package stoa.catalog.provider;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import stoa.discovery.Registered.Source;

/**
 * What one run of discovery came to: the answer of {@code /services/discover}.
 *
 * @param found everything that providers see now
 * @param added what was registered in this run
 * @param lost what was deregistered in this run, because its provider does not see it any more
 * @param conflicts what is seen and could not be registered as it is
 * @param failed who could not look; what they registered before stays
 */
public record Report(List<Item> found, List<Item> added, List<Item> lost, List<Conflict> conflicts,
        List<Failure> failed) {
    public Report {
        found = List.copyOf(found);
        added = List.copyOf(added);
        lost = List.copyOf(lost);
        conflicts = List.copyOf(conflicts);
        failed = List.copyOf(failed);
    }

    public record Item(String service, String instance, URI url, Source by) {}

    public record Conflict(String service, String instance, Source by, String reason) {}

    /** @param service the one service that could not be seen; null: none could */
    public record Failure(Source provider, @Nullable String service, String reason) {
        String name() {
            return provider.name().toLowerCase(Locale.ROOT);
        }

        String words() {
            return name() + (service == null ? ": " : ", " + service + ": ") + reason;
        }
    }
}
