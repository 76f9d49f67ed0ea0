package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.Gateway.WellKnownPort;
import stoa.gateway.route.RouteSpec;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class GatewaySettingsTest {
    private static final List<WellKnownPort> PORTS = List.of(new WellKnownPort("names", 5000, "NAMES_PORT"));

    private static Settings settings(Map<String, String> arguments) {
        return Settings.of(arguments, Map.of(), Optional.empty());
    }

    @Test
    void defaults() throws InvalidSettings {
        var in = settings(Map.of());
        var read = GatewaySettings.read(in, "127.0.0.1", 8080, PORTS);
        in.verify();
        assertThat(read.routes()).isEmpty();
        assertThat(read.listeners().ports()).extracting(p -> p.number()).containsExactly(8080, 5000);
    }

    @Test
    void fullMapping() throws InvalidSettings {
        var in = settings(
                Map.of("routes", "[{prefix: /shop/, service: orders, strip: true}, {prefix: /x, service: y}]"));
        var read = GatewaySettings.read(in, "127.0.0.1", 8080, PORTS);
        in.verify();
        assertThat(read.routes()).containsExactly(RouteSpec.of("/shop/", "orders", true),
                RouteSpec.of("/x", "y", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{prefix: shop/, service: orders}", "{prefix: /a?b, service: orders}",
            "{prefix: /a//b, service: orders}", "{prefix: /a/../b, service: orders}", "{service: orders}",
            "{prefix: /a/}", "{prefix: /a/, service: Orders}"})
    void aRouteThatCannotBeIsAnError(String route) {
        var in = settings(Map.of("routes", "[" + route + "]"));
        GatewaySettings.read(in, "127.0.0.1", 8080, PORTS);
        assertThatThrownBy(in::verify).isInstanceOf(InvalidSettings.class).hasMessageContaining("routes: route 1");
    }
}
