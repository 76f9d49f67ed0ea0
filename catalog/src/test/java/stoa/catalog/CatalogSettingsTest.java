package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class CatalogSettingsTest {
    @Test
    void defaults() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        assertThat(CatalogSettings.read(in)).isEqualTo(new CatalogSettings(100_000, Duration.ofMinutes(1), 4096));
        in.verify();
    }

    @Test
    void fullMapping() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of("STOA_CATALOG_MAX_INSTANCES", "5", "STOA_LEASE_FORGET", "20s",
                "STOA_CATALOG_CHECKS_AT_ONCE", "64"),
                Optional.empty());
        assertThat(CatalogSettings.read(in)).isEqualTo(new CatalogSettings(5, Duration.ofSeconds(20), 64));
        in.verify();
    }

    @Test
    void noRoomAtAllIsAnError() {
        var in = Settings.of(Map.of("catalog-max-instances", "0"), Map.of(), Optional.empty());
        CatalogSettings.read(in);
        assertThatCode(in::verify).isInstanceOf(InvalidSettings.class).hasMessageContaining("catalog-max-instances");
    }
}
