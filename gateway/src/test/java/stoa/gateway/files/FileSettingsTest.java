package stoa.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class FileSettingsTest {
    @Test
    void defaults() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        assertThat(FileSettings.read(in)).isEqualTo(new FileSettings(4));
        in.verify();
    }

    @Test
    void fullMapping() throws InvalidSettings {
        var in = Settings.of(Map.of("file-threads", "7"), Map.of(), Optional.empty());
        assertThat(FileSettings.read(in)).isEqualTo(new FileSettings(7));
        in.verify();
    }
}
