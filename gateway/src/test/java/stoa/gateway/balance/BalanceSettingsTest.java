package stoa.gateway.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class BalanceSettingsTest {
    private static Settings settings(Map<String, String> arguments) {
        return Settings.of(arguments, Map.of(), Optional.empty());
    }

    @Test
    void defaults() throws InvalidSettings {
        var in = settings(Map.of());
        assertThat(BalanceSettings.read(in)).isEqualTo(BalanceSettings.DEFAULT);
        in.verify();
    }

    @Test
    void fullMapping() throws InvalidSettings {
        var in = settings(Map.of("slow-start", "0s", "ejection-failures", "0", "ejection-percent", "100",
                "ejection-time", "200ms", "ejection-max-time", "1m"));
        assertThat(BalanceSettings.read(in)).isEqualTo(
                new BalanceSettings(Duration.ZERO, 0, 100, Duration.ofMillis(200), Duration.ofMinutes(1)));
        in.verify();
    }

    @ParameterizedTest
    @CsvSource({"ejection-time,0s", "ejection-time,31s", "ejection-max-time,2h", "slow-start,2h",
            "ejection-percent,101", "ejection-failures,-1"})
    void whatCannotBeIsAnError(String key, String value) {
        var in = settings(Map.of(key, value));
        BalanceSettings.read(in);
        assertThatThrownBy(in::verify).isInstanceOf(InvalidSettings.class).hasMessageContaining(key.substring(0, 9));
    }
}
