package stoa.discovery;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.client.Client;

/**
 * Follows the catalog's {@code GET /services/watch} and keeps the registry as it was last told. When the catalog is away
 * it keeps what it knows and goes on trying, each catalog in turn; it resumes from the last revision.
 *
 * <p>The stream is Server-Sent Events, the id being the revision. A full state is {@code reset}, a {@code service} for
 * each, {@code synced}; a resumed stream begins with {@code synced}. Afterwards each change is a {@code service} (the
 * service's record) or {@code gone} ({@code {"name": "orders"}}).
 */
public final class RegistryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryWatch.class);
    /** The catalog sends a comment every 5 s. */
    private static final Duration SILENCE = Duration.ofSeconds(20);
    private static final Duration HEAD = Duration.ofSeconds(5);
    private static final long LARGEST_EVENT = 8 << 20;

    private final Client client;
    private final AddressBook addresses;
    private final Consumer<Registry> onChange;
    private final Duration silence;
    private final Thread thread;
    private final Backoff backoff = new Backoff();
    private volatile Registry registry = Registry.EMPTY;
    private volatile @Nullable String lost = "no catalog has been heard yet";
    private volatile boolean closed;

    /** @param onChange told of each new state, one at a time, on the watch's own thread */
    public RegistryWatch(Client client, AddressBook addresses, Consumer<Registry> onChange) {
        this(client, addresses, onChange, SILENCE);
    }

    RegistryWatch(Client client, AddressBook addresses, Consumer<Registry> onChange, Duration silence) {
        this.client = client;
        this.addresses = addresses;
        this.onChange = onChange;
        this.silence = silence;
        this.thread = Thread.ofVirtual().name("registry watch").unstarted(this::run);
    }

    /** Begins to follow; returns at once. */
    public void start() {
        thread.start();
    }

    public Registry registry() {
        return registry;
    }

    /** Why the catalog is not being heard now, in words; empty while it is. */
    public Optional<String> lost() {
        return Optional.ofNullable(lost);
    }

    @Override
    public void close() {
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            var catalogs = addresses.catalogs();
            if (catalogs.isEmpty()) {
                lost("no catalog is known yet");
            }
            for (var catalog : catalogs) {
                follow(catalog);
                if (closed) {
                    return;
                }
            }
            try {
                Thread.sleep(backoff.next());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Returns when the stream has ended or broken. */
    private void follow(URI catalog) {
        var told = new ToldState(registry, this::synced, this::changed);
        var began = System.nanoTime();
        var revision = Optional.of(registry.revision()).filter(r -> !r.isEmpty());
        try {
            client.at("GET", URI.create(catalog + "/services/watch")).timeout(HEAD).maxBody(LARGEST_EVENT)
                    .events(revision, silence, told);
            lost(catalog + ": the catalog ended the stream");
        } catch (IOException e) {
            lost(catalog + ": " + e.getMessage());
        }
        // a catalog that goes away as soon as it has been reached is not asked again at once for ever
        if (told.isSynced() && System.nanoTime() - began > Backoff.LONGEST.toNanos()) {
            backoff.reset();
        }
    }

    private void lost(String why) {
        if (lost == null && !closed) {
            LOG.warn("the catalog is lost, going on with revision {}: {}", registry.revision(), why);
        }
        lost = why;
    }

    private void synced(Registry now) {
        registry = now;
        lost = null;
        LOG.debug("following the registry from revision {}", now.revision());
    }

    private void changed(Registry now) {
        registry = now;
        try {
            onChange.accept(now);
        } catch (RuntimeException e) {
            LOG.error("the registry's change to revision {} was not taken", now.revision(), e);
        }
    }

    /**
     * The registry as it was last told.
     *
     * @param revision of the change that it is told with
     * @param services by name, as they are when one looks: later changes show too
     * @param changed the names that differ from the state before; all on the first
     * @param rerouted whether a service has come or gone, or another number or route; always on the first
     */
    public record Registry(String revision, Map<String, ServiceRecord> services, List<String> changed,
            boolean rerouted) {
        static final Registry EMPTY = new Registry("", Map.of(), List.of(), false);

        /** A state of which it is not known what it was before. */
        public Registry(String revision, Map<String, ServiceRecord> services, List<String> changed) {
            this(revision, services, changed, true);
        }
    }
}
