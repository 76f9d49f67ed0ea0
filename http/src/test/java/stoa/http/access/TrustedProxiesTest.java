package stoa.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class TrustedProxiesTest {
    private static TrustedProxies of(String list) throws InvalidSettings {
        var in = Settings.of(Map.of("trusted-proxies", list), Map.of(), Optional.empty());
        var proxies = TrustedProxies.read(in);
        in.verify();
        return proxies;
    }

    @Test
    void noneByDefault() {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        assertThat(TrustedProxies.read(in)).isEqualTo(TrustedProxies.NONE);
        assertThat(TrustedProxies.NONE.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false", "10.1.2.3, 10.1.2.3, true",
            "10.1.2.3, 10.1.2.4, false", "172.16.0.0/12, 172.31.255.255, true", "172.16.0.0/12, 172.32.0.0, false",
            "0.0.0.0/0, 1.2.3.4, true", "0.0.0.0/0, ::1, false", "::1, ::1, true", "fd00::/8, fdff::1, true",
            "fd00::/8, fe80::1, false", "10.0.0.0/8, ::ffff:10.0.0.1, true"})
    void aBlockHoldsWhatBeginsWithItsBits(String block, String address, boolean held) throws Exception {
        assertThat(of("['" + block + "', 192.0.2.1]").contains(InetAddress.ofLiteral(address))).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0", "", "::/129"})
    void whatIsNoBlockIsAnError(String block) {
        assertThatThrownBy(() -> of("['" + block + "']")).isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("trusted-proxies: \"" + block + "\" is neither an address nor a block");
    }
}
