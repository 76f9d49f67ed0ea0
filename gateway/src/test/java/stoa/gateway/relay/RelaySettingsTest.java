package stoa.gateway.relay;

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
                Duration.ofSeconds(1)));
        in.verify();
    }

    @Test
    void fullMapping() throws InvalidSettings {
        var in = Settings.of(Map.of("upstream-connect-timeout", "2s", "upstream-response-timeout", "3s",
                "upstream-idle-timeout", "4s", "client-idle-timeout", "5s", "client-header-timeout", "6s",
                "client-max-line", "7KiB", "client-max-headers", "8KiB", "upstream-pool-size", "9", "upstream-pending",
                "10", "upstream-pending-timeout", "11s"), Map.of(), Optional.empty());
        assertThat(RelaySettings.read(in)).isEqualTo(new RelaySettings(Duration.ofSeconds(2), Duration.ofSeconds(3),
                Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(6), 7168, 8192, 9, 10,
                Duration.ofSeconds(11)));
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
