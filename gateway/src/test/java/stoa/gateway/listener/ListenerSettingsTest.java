package stoa.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.gateway.listener.ListenerSettings.Known;
import stoa.gateway.listener.ListenerSettings.Port;
import stoa.gateway.listener.ListenerSettings.TransportChoice;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class ListenerSettingsTest {
    private static final List<Known> KNOWN = List.of(new Known("names", 5000, "NAMES_PORT"),
            new Known("catalog", 5001, "CATALOG_PORT"));

    private static Settings settings(Map<String, String> arguments, Map<String, String> environment) {
        return Settings.of(arguments, environment, Optional.empty());
    }

    @Test
    void defaults() throws InvalidSettings {
        var in = settings(Map.of(), Map.of());
        var read = ListenerSettings.read(in, "127.0.0.1", 8080, KNOWN, Optional.empty());
        in.verify();
        assertThat(read).isEqualTo(new ListenerSettings("127.0.0.1",
                List.of(new Port("main", "", 8080), new Port("names", "names", 5000),
                        new Port("catalog", "catalog", 5001)),
                0, Runtime.getRuntime().availableProcessors(), TransportChoice.AUTO));
    }

    @Test
    void fullMapping() throws InvalidSettings {
        var in = settings(Map.of("port-offset", "100", "gateway-threads", "3", "gateway-transport", "io-uring",
                "catalog-port", "0"), Map.of("NAMES_PORT", "6000"));
        var read = ListenerSettings.read(in, "0.0.0.0", 80, KNOWN, Optional.empty());
        in.verify();
        assertThat(read).isEqualTo(new ListenerSettings("0.0.0.0", List.of(new Port("main", "", 180),
                new Port("names", "names", 6100), new Port("catalog", "catalog", 0)), 100, 3,
                TransportChoice.IO_URING));
    }

    @Test
    void theSamePortTwiceIsAnError() {
        var in = settings(Map.of("names-port", "8080", "catalog-port", "8080"), Map.of());
        ListenerSettings.read(in, "127.0.0.1", 8080, KNOWN, Optional.empty());
        assertThatThrownBy(in::verify).hasMessageContaining("names-port: 8080 is the port of port already")
                .hasMessageContaining("catalog-port: 8080 is the port of port already");
    }

    @Test
    void portZeroTwiceIsNone() throws InvalidSettings {
        var in = settings(Map.of("names-port", "0", "catalog-port", "0"), Map.of());
        ListenerSettings.read(in, "127.0.0.1", 0, KNOWN, Optional.empty());
        in.verify();
    }

    @Test
    void aPortBeyondTheLastByItsOffsetIsAnError() {
        var in = settings(Map.of("port-offset", "60000"), Map.of());
        ListenerSettings.read(in, "127.0.0.1", 8080, KNOWN, Optional.empty());
        assertThatThrownBy(in::verify).hasMessageContaining("port: 8080 and the port-offset 60000 are beyond 65535");
    }
}
