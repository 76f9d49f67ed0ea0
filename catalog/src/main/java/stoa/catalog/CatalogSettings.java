package stoa.catalog;

import java.time.Duration;
import stoa.runtime.Settings;

/**
 * @param maxInstances how many instances the registry takes; further ones are refused
 * @param leaseForget the least time that an instance stays to be seen after its lease has lapsed
 * @param checksAtOnce how many checks run at the same time; each holds a socket
 */
record CatalogSettings(int maxInstances, Duration leaseForget, int checksAtOnce) {
    static CatalogSettings read(Settings in) {
        return new CatalogSettings(
                in.key("catalog-max-instances").help("how many instances the catalog takes").integer(100_000, 1,
                        10_000_000),
                in.key("lease-forget")
                        .help("how long at least an instance stays to be seen after its lease has lapsed")
                        .duration(Duration.ofMinutes(1)),
                in.key("catalog-checks-at-once").help("how many checks run at the same time; each holds a socket")
                        .integer(4096, 16, 100_000));
    }
}
