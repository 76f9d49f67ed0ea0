package stoa.gateway.relay;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class RelaySettingsTest {
    @Test
    void defaults() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        assertThat(RelaySettings.read(in)).isEqualTo(new RelaySettings(Duration.ofSeconds(1), Duration.ofSeconds(60),
                Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(10), 8192, 32_768, 1024, 1024,
                Duration.ofSeconds(1), 16_384, 3, 240));
        in.verify();
    }

    @Test
    void fullMapping() throws InvalidSettings {
        var in = Settings.of(Map.ofEntries(entry("upstream-connect-timeout", "2s"),
                entry("upstream-response-timeout", "3s"), entry("upstream-idle-timeout", "4s"),
                entry("client-idle-timeout", "5s"), entry("client-header-timeout", "6s"),
                entry("client-max-line", "7KiB"), entry("client-max-headers", "8KiB"), entry("upstream-pool-size", "9"),
                entry("upstream-pending", "10"), entry("upstream-pending-timeout", "11s"),
                entry("service-requests", "12"), entry("upstream-retries", "0"), entry("client-min-rate", "13")),
                Map.of(), Optional.empty());
        assertThat(RelaySettings.read(in)).isEqualTo(new RelaySettings(Duration.ofSeconds(2), Duration.ofSeconds(3),
                Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(6), 7168, 8192, 9, 10,
                Duration.ofSeconds(11), 12, 0, 13));
        in.verify();
    }

    @Test
    void aHeadThatIsTooSmallForAnyRequestIsAnError() {
        var in = Settings.of(Map.of("client-max-line", "10", "client-max-headers", "1GiB"), Map.of(), Optional.empty());
        RelaySettings.read(in);
        assertThatThrownBy(in::verify).hasMessageContaining("client-max-line")
                .hasMessageContaining("client-max-headers");
    }
}
