package stoa.main.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.access.TrustedProxies;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class PlatformSettingsTest {
    @Test
    void defaults() throws InvalidSettings {
        assertThat(read(Map.of(), Map.of())).isEqualTo(new PlatformSettings("127.0.0.1", Path.of("data"),
                Optional.empty(), Duration.ofSeconds(20), TrustedProxies.NONE, true, Optional.empty()));
    }

    @Test
    void everyKeyMapped() throws InvalidSettings {
        var arguments = Map.of("host", "::1", "data", "/tmp/elsewhere", "drain-grace", "3s", "trust-loopback", "false");
        var environment = Map.of("PORT", "9000", "STOA_URL", "http://10.0.0.1:80");
        assertThat(read(arguments, environment)).isEqualTo(new PlatformSettings("::1", Path.of("/tmp/elsewhere"),
                Optional.of(9000), Duration.ofSeconds(3), TrustedProxies.NONE, false,
                Optional.of(URI.create("http://10.0.0.1:80"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
    void whereOnlyLoopbackIsListenedOnItIsTrusted(String host) throws InvalidSettings {
        assertThat(read(Map.of("host", host), Map.of()).trustLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5", "127.0.0.1.evil.org"})
    void whereMoreIsListenedOnLoopbackIsNotTrustedWhateverIsSaid(String host) throws InvalidSettings {
        assertThat(read(Map.of("host", host, "trust-loopback", "true"), Map.of()).trustLoopback()).isFalse();
    }

    @Test
    void whereAProxyIsTrustedLoopbackIsNotWhateverIsSaid() throws InvalidSettings {
        var settings = read(Map.of("trusted-proxies", "[10.0.0.1]", "trust-loopback", "true"), Map.of());
        assertThat(settings.trustedProxies().isEmpty()).isFalse();
        assertThat(settings.trustLoopback()).isFalse();
    }

    private static PlatformSettings read(Map<String, String> arguments, Map<String, String> environment)
            throws InvalidSettings {
        var in = Settings.of(arguments, environment, Optional.empty());
        var settings = PlatformSettings.read(in);
        in.verify();
        return settings;
    }
}
