package stoa.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class DiscoverySettingsTest {
    @Test
    void defaults() throws Exception {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        var settings = DiscoverySettings.read(in);
        in.verify();
        assertThat(settings)
                .isEqualTo(new DiscoverySettings(Optional.empty(), Optional.empty(), Duration.ofSeconds(15)));
    }

    @Test
    void fullMapping() throws Exception {
        var in = Settings.of(Map.of("lease-ttl", "4s"),
                Map.of("CATALOG_URL", "http://c:5001", "GATEWAY_URL", "https://g/"), Optional.empty());
        var settings = DiscoverySettings.read(in);
        in.verify();
        assertThat(settings).isEqualTo(new DiscoverySettings(Optional.of(URI.create("http://c:5001")),
                Optional.of(URI.create("https://g/")), Duration.ofSeconds(4)));
    }

    @Test
    void aHostsNameMayHoldAnUnderscore() throws Exception {
        var in = Settings.of(Map.of("catalog-url", "http://the_catalog:5001", "gateway-url", "http://the_gateway/"),
                Map.of(), Optional.empty());
        var settings = DiscoverySettings.read(in);
        in.verify();
        assertThat(settings.catalogUrl()).contains(URI.create("http://the_catalog:5001"));
        assertThat(settings.gatewayUrl()).contains(URI.create("http://the_gateway/"));
    }

    @Test
    void everyBadValueIsNamed() {
        var in = Settings.of(Map.of("lease-ttl", "10ms", "catalog-url", "ftp://c", "gateway-url", "http:/g"), Map.of(),
                Optional.empty());
        DiscoverySettings.read(in);
        assertThat(catchThrowableOfType(InvalidSettings.class, in::verify).errors()).containsExactlyInAnyOrder(
                "lease-ttl: must be from 1s to 1h", "catalog-url: must be an http or https URL with a host",
                "gateway-url: must be an http or https URL with a host");
    }
}
