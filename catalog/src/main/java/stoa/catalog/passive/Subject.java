package stoa.catalog.passive;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stoa.discovery.Registration.CheckRecord;

/**
 * The instance that a finding is about, as it is registered.
 *
 * @param check how it is checked; null when it is not, and then a connection tells whether it is there
 */
public record Subject(String service, String instance, URI url, @Nullable CheckRecord check) {
    private static final CheckRecord CONNECT = new CheckRecord(null, true, Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    CheckRecord look() {
        return check == null ? CONNECT : check;
    }

    String key() {
        return service + "/" + instance;
    }
}
