package stoa.discovery;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.discovery.RegistryWatch.Registry;
import stoa.http.Json;
import stoa.http.client.Client;

/**
 * The registry as one stream of events tells it. A full state is gathered aside and takes the former one's place at
 * once, when it is whole.
 */
final class ToldState implements Client.EventSink {
    private final Consumer<Registry> onSync;
    private final Consumer<Registry> onChange;
    private Registry current;
    private @Nullable Map<String, ServiceRecord> gathered;
    private boolean synced;

    private record Gone(String name) {}

    private record Synced(long revision) {}

    /**
     * @param onSync told the state when the stream has begun to tell changes
     * @param onChange told each state that differs from the one before, after {@code onSync}
     */
    ToldState(Registry current, Consumer<Registry> onSync, Consumer<Registry> onChange) {
        this.current = current;
        this.onSync = onSync;
        this.onChange = onChange;
    }

    boolean isSynced() {
        return synced;
    }

    @Override
    public void event(String id, String event, String data) throws IOException {
        try {
            switch (event) {
                case "reset" -> gathered = new TreeMap<>();
                case "service" -> take(id, Json.read(data, ServiceRecord.class));
                case "gone" -> remove(id, Json.read(data, Gone.class).name());
                case "synced" -> sync(id.isEmpty() ? Long.toString(Json.read(data, Synced.class).revision()) : id);
                default -> {
                    // a later catalog may tell more
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the catalog's event " + event + " cannot be read", e);
        }
    }

    private void take(String id, ServiceRecord service) {
        if (gathered != null) {
            gathered.put(service.name(), service);
            return;
        }
        var next = new TreeMap<>(current.services());
        next.put(service.name(), service);
        become(id, next, List.of(service.name()));
    }

    private void remove(String id, String name) {
        if (gathered != null) {
            gathered.remove(name);
            return;
        }
        var next = new TreeMap<>(current.services());
        if (next.remove(name) != null) {
            become(id, next, List.of(name));
        }
    }

    private void sync(String revision) {
        var before = current;
        var services = gathered == null ? before.services() : Collections.unmodifiableMap(gathered);
        current = new Registry(revision, services, differing(before.services(), services));
        gathered = null;
        synced = true;
        onSync.accept(current);
        if (before.revision().isEmpty() || !current.changed().isEmpty()) {
            onChange.accept(current);
        }
    }

    private void become(String id, Map<String, ServiceRecord> services, List<String> changed) {
        current = new Registry(id.isEmpty() ? current.revision() : id, Collections.unmodifiableMap(services), changed);
        onChange.accept(current);
    }

    private static List<String> differing(Map<String, ServiceRecord> before, Map<String, ServiceRecord> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return List.copyOf(names);
    }
}
