package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import stoa.gateway.Gateway.WellKnownPort;
import stoa.gateway.admin.Traffic;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.Upstream;
import stoa.gateway.files.FileThreads;
import stoa.gateway.route.Configured;
import stoa.gateway.tls.Tls;
import stoa.http.client.Trust;
import stoa.runtime.DataFolder;
import stoa.runtime.RunningRole.Address;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;

class TakenPortsTest {
    private static DataPlane start(int main, int names, Map<String, String> arguments) throws Exception {
        var in = Settings.of(arguments, Map.of(), Optional.empty());
        var settings = GatewaySettings.read(in, "127.0.0.1", main,
                List.of(new WellKnownPort("names", names, "NAMES_PORT")));
        in.verify();
        return open(settings);
    }

    private static DataPlane open(GatewaySettings settings) throws Exception {
        var noFolder = DataFolder.at(Path.of("/dev/null/none"));
        return new DataPlane(settings, Configured.NONE, new Directory(),
                Upstream.fixed("gateway", "g", URI.create("http://127.0.0.1:1")),
                Gatekeepers.of(), new Traffic(), _ -> {}, (_, _) -> {}, (_, _, _, _) -> {},
                Tls.open(settings.tls(), "127.0.0.1", Duration.ZERO, noFolder, Trust.usual(), (_, _, _, _) -> {}),
                new FileThreads(settings.files()));
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void aTakenMainPortStopsTheStartInOneLineThatNamesAllTakenPortsAndAWayOut() throws Exception {
        try (var main = taken(); var names = taken()) {
            assertThatThrownBy(() -> start(main.getLocalPort(), names.getLocalPort(), Map.of()))
                    .isInstanceOfSatisfying(StartFailed.class, e -> {
                        assertThat(e.getMessage()).hasLineCount(1).contains(main.getLocalPort() + " (main)")
                                .contains(names.getLocalPort() + " (names)");
                        var hint = Pattern.compile("--port-offset (\\d+) ").matcher(e.getMessage());
                        assertThat(hint.find()).isTrue();
                        assertThat(Integer.parseInt(hint.group(1))).isPositive().matches(n -> n % 100 == 0);
                    });
        }
    }

    @Test
    void theOffsetOfTheHintFreesThem() throws Exception {
        try (var main = taken(); var names = taken()) {
            var message = "";
            try (var _ = start(main.getLocalPort(), names.getLocalPort(), Map.of())) {
                // cannot be reached
            } catch (StartFailed e) {
                message = String.valueOf(e.getMessage());
            }
            var offset = message.replaceAll(".*--port-offset (\\d+) .*", "$1");
            try (var plane = start(main.getLocalPort(), names.getLocalPort(), Map.of("port-offset", offset))) {
                assertThat(plane.addresses()).extracting(a -> a.uri().getPort()).containsExactly(
                        main.getLocalPort() + Integer.parseInt(offset),
                        names.getLocalPort() + Integer.parseInt(offset));
            }
        }
    }

    @Test
    void anotherTakenPortIsLeftOut() throws Exception {
        try (var names = taken(); var plane = start(0, names.getLocalPort(), Map.of())) {
            assertThat(plane.addresses()).extracting(Address::label).containsExactly("main");
        }
    }

    @Test
    void anAddressThatIsNotThisMachinesStopsTheStart() {
        assertThatThrownBy(() -> {
            var in = Settings.of(Map.of(), Map.of(), Optional.empty());
            var settings = GatewaySettings.read(in, "192.0.2.1", 0, List.of());
            open(settings);
        }).isInstanceOf(StartFailed.class).hasMessageContaining("192.0.2.1");
    }
}
