package stoa.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.gateway.tls.TlsSettings.CertificateFiles;
import stoa.gateway.tls.TlsSettings.ProviderChoice;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class TlsSettingsTest {
    private static TlsSettings read(Map<String, String> settings) throws InvalidSettings {
        var in = Settings.of(settings, Map.of(), Optional.empty());
        var read = TlsSettings.read(in);
        in.verify();
        return read;
    }

    @Test
    void defaults() throws InvalidSettings {
        assertThat(read(Map.of())).isEqualTo(new TlsSettings(Optional.empty(), List.of(), Optional.empty(),
                ProviderChoice.AUTO, Optional.empty()));
    }

    @Test
    void fullMapping() throws InvalidSettings {
        assertThat(read(Map.of("tls-port", "443", "tls-certificates",
                "[{certificate: a.pem, key: a-key.pem}, {certificate: b.pem, key: b-key.pem}]", "tls-redirect", "8443",
                "tls-provider", "jdk", "upstream-certificate", "own.pem", "upstream-key", "own-key.pem")))
                .isEqualTo(new TlsSettings(Optional.of(443),
                        List.of(new CertificateFiles("a.pem", "a-key.pem"),
                                new CertificateFiles("b.pem", "b-key.pem")),
                        Optional.of(8443), ProviderChoice.JDK,
                        Optional.of(new CertificateFiles("own.pem", "own-key.pem"))));
    }

    @Test
    void certificatesBringTheUsualPort() throws InvalidSettings {
        assertThat(read(Map.of("tls-certificates", "[{certificate: a.pem, key: a-key.pem}]")).port()).contains(8443);
    }

    @Test
    void aRedirectLeadsToTheListenersOwnPortOrToTheOneThatIsSaid() throws InvalidSettings {
        assertThat(read(Map.of("tls-port", "443", "tls-redirect", "true")).redirect()).contains(0);
        assertThat(read(Map.of("tls-port", "443", "tls-redirect", "false")).redirect()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"tls-redirect, true, there is no TLS to lead to", "tls-provider, openssl, tls-provider",
            "tls-port, 65536, tls-port", "tls-certificates, '[{certificate: a.pem}]', has no key",
            "tls-certificates, '[{key: a.pem}]', has no certificate", "upstream-key, a.pem, one is of no use without",
            "upstream-certificate, a.pem, one is of no use without"})
    void whatCannotBeMeantIsAnError(String key, String value, String said) {
        assertThatThrownBy(() -> read(Map.of(key, value))).isInstanceOf(InvalidSettings.class)
                .hasMessageContaining(said);
    }

    @Test
    void aRedirectIsTrueFalseOrAPort() {
        assertThatThrownBy(() -> read(Map.of("tls-port", "443", "tls-redirect", "yes")))
                .hasMessageContaining("\"yes\" is neither true, false nor a port");
    }
}
