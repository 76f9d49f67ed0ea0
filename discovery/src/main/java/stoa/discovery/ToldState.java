package stoa.discovery;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
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
    /** Changed in place: with ten thousand services a copy for each change would cost more than all else. */
    private ConcurrentSkipListMap<String, ServiceRecord> live;
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
        this.live = new ConcurrentSkipListMap<>(current.services());
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
        become(id, service.name(), live.put(service.name(), service), service);
    }

    private void remove(String id, String name) {
        if (gathered != null) {
            gathered.remove(name);
            return;
        }
        var before = live.remove(name);
        if (before != null) {
            become(id, name, before, null);
        }
    }

    private void sync(String revision) {
        var before = current;
        if (gathered != null) {
            live = new ConcurrentSkipListMap<>(gathered);
            gathered = null;
        }
        var changed = differing(before.services(), live);
        current = new Registry(revision, Collections.unmodifiableMap(live), changed,
                before.revision().isEmpty()
                        || changed.stream().anyMatch(n -> leadsElsewhere(before.services().get(n), live.get(n))));
        synced = true;
        onSync.accept(current);
        if (before.revision().isEmpty() || !changed.isEmpty()) {
            onChange.accept(current);
        }
    }

    private void become(String id, String name, @Nullable ServiceRecord before, @Nullable ServiceRecord after) {
        current = new Registry(id.isEmpty() ? current.revision() : id, Collections.unmodifiableMap(live), List.of(name),
                leadsElsewhere(before, after));
        onChange.accept(current);
    }

    private static boolean leadsElsewhere(@Nullable ServiceRecord before, @Nullable ServiceRecord after) {
        return before == null || after == null || before.id() != after.id() || !before.routes().equals(after.routes());
    }

    private static List<String> differing(Map<String, ServiceRecord> before, Map<String, ServiceRecord> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return List.copyOf(names);
    }
}
