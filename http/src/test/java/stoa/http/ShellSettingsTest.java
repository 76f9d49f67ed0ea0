package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class ShellSettingsTest {

    @Test
    void thereAreDefaults() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        assertThat(ShellSettings.read(in, "127.0.0.1", 0)).isEqualTo(
                new ShellSettings("127.0.0.1", 0, Duration.ofSeconds(30), 1 << 20, Duration.ofMillis(250)));
        in.verify();
    }

    @Test
    void eachKeyIsRead() throws InvalidSettings {
        var in = Settings.of(Map.of("request-timeout", "5s", "max-body", "64KiB"),
                Map.of("STOA_DRAIN_DELAY", "2s"), Optional.empty());
        assertThat(ShellSettings.read(in, "::1", 5000)).isEqualTo(
                new ShellSettings("::1", 5000, Duration.ofSeconds(5), 64 << 10, Duration.ofSeconds(2)));
        in.verify();
    }

    @Test
    void valuesThatCannotWorkAreRefusedTogether() {
        var in = Settings.of(Map.of("request-timeout", "0s", "max-body", "1GiB"), Map.of(), Optional.empty());
        ShellSettings.read(in, "127.0.0.1", 0);
        assertThatThrownBy(in::verify).isInstanceOfSatisfying(InvalidSettings.class,
                e -> assertThat(e.errors()).isEqualTo(List.of("request-timeout: must be more than 0s",
                        "max-body: must be from 1B to 256MiB")));
    }
}
