package stoa.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import stoa.http.Origin;
import stoa.runtime.Settings;
import stoa.runtime.Values;

/**
 * Where the platform is, for a process that shares no data folder with it, and how long a registration holds.
 *
 * @param catalogUrl empty: the data folder tells
 * @param gatewayUrl the gateway's main listener; empty: the data folder tells
 * @param leaseTtl an instance that has not been heard of for so long leaves the registry; renewed three times in it
 */
public record DiscoverySettings(Optional<URI> catalogUrl, Optional<URI> gatewayUrl, Duration leaseTtl) {
    private static final Duration LEAST_TTL = Duration.ofSeconds(1);
    private static final Duration MOST_TTL = Duration.ofHours(1);

    /** The data folder tells everything. */
    public static final DiscoverySettings UNSET = new DiscoverySettings(Optional.empty(), Optional.empty(),
            Duration.ofSeconds(15));

    public static DiscoverySettings read(Settings in) {
        var catalog = in.key("catalog-url").env("CATALOG_URL").help("the catalog, where it is not in this data folder")
                .uri();
        var gateway = gatewayUrl(in);
        var ttl = in.key("lease-ttl").help("how long a registration holds without being renewed")
                .duration(UNSET.leaseTtl());
        catalog.ifPresent(uri -> expectHttp(in, "catalog-url", uri));
        if (ttl.compareTo(LEAST_TTL) < 0 || ttl.compareTo(MOST_TTL) > 0) {
            in.error("lease-ttl: must be from " + Values.text(LEAST_TTL) + " to " + Values.text(MOST_TTL));
        }
        return new DiscoverySettings(catalog, gateway, ttl);
    }

    /** The gateway alone, for who needs no more. */
    public static Optional<URI> gatewayUrl(Settings in) {
        var url = in.key("gateway-url").env("GATEWAY_URL")
                .help("the gateway's main listener, where it is not in this data folder").uri();
        url.ifPresent(uri -> expectHttp(in, "gateway-url", uri));
        return url;
    }

    private static void expectHttp(Settings in, String key, URI uri) {
        try {
            Origin.of(uri);
        } catch (IllegalArgumentException e) {
            in.error(key + ": " + e.getMessage());
        }
    }
}
