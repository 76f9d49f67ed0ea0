package stoa.discovery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import stoa.http.Client;

/**
 * Follows the catalog's {@code /services/watch} and keeps the registry as it was last told. When the catalog is away it
 * keeps what it knows and goes on trying; it resumes from the last revision.
 */
public final class RegistryWatch implements AutoCloseable {
    /** @param onChange told of each new state, one at a time, on the watch's own thread */
    public RegistryWatch(Client client, AddressBook addresses, Consumer<Registry> onChange) {
        throw new UnsupportedOperationException();
    }

    /** Begins to follow; returns at once. */
    public void start() {
        throw new UnsupportedOperationException();
    }

    public Registry registry() {
        throw new UnsupportedOperationException();
    }

    /** Whether the catalog is being heard now; otherwise the reason in words. */
    public Optional<String> lost() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    /**
     * The registry at one revision.
     *
     * @param changed the names that differ from the state before; all on the first
     */
    public record Registry(String revision, Map<String, ServiceRecord> services, List<String> changed) {}
}
