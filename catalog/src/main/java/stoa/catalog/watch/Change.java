package stoa.catalog.watch;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.discovery.ServiceRecord;
import stoa.http.Json;

/** What a service became at one place: its record, or that it has gone. Written as JSON once for all who are told. */
public final class Change {
    private final Position at;
    private final String name;
    private final boolean gone;
    private final Object content;
    private volatile @Nullable String json;

    private Change(Position at, String name, boolean gone, Object content) {
        this.at = at;
        this.name = name;
        this.gone = gone;
        this.content = content;
    }

    public static Change of(Position at, ServiceRecord service) {
        return new Change(at, service.name(), false, service);
    }

    public static Change gone(Position at, long id, String name) {
        return new Change(at, name, true, Map.of("name", name, "id", id));
    }

    public Position at() {
        return at;
    }

    public String name() {
        return name;
    }

    public boolean gone() {
        return gone;
    }

    /** The service's record; of one that has gone {@code {"name", "id"}}. */
    public String json() {
        var written = json;
        if (written == null) {
            // two watchers may write the same text side by side; that costs less than a lock
            written = Json.text(content);
            json = written;
        }
        return written;
    }
}
