package stoa.catalog.provider.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.catalog.provider.BlindProvider;
import stoa.catalog.provider.Looking;
import stoa.catalog.provider.View;
import stoa.discovery.RouteRecord;

class DockerProviderTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofMillis(300);
    private static final String ORDERS = "\"stoa.service\": \"orders\"";
    private static final String BRIDGE = Shapes.network("bridge", "172.17.0.2");
    private static final String PORT = Shapes.port(8080, "tcp");

    @TempDir
    private Path folder = Path.of("");
    private FakeEngine engine;

    @BeforeEach
    void start() throws IOException {
        engine = FakeEngine.onSocketFile(folder.resolve("docker.sock"));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static View look(FakeEngine engine, Duration within) throws BlindProvider {
        return new DockerProvider(engine.address(), Looking.TERMS).look(within);
    }

    private View look() throws BlindProvider {
        return look(engine, WITHIN);
    }

    private void containers(String... containers) {
        engine.json("/containers/json", "[" + String.join(", ", containers) + "]");
    }

    @Test
    void aContainerWithTheLabelIsAnInstanceByItsNameAddressAndOnlyPort() throws Exception {
        containers(Shapes.container("shop-orders-1", ORDERS, BRIDGE, PORT + "," + Shapes.port(53, "udp")));
        assertThat(Looking.seen(look())).containsExactly("orders/shop-orders-1 http://172.17.0.2:8080 1");
        assertThat(engine.asked()).contains("/v1.41/containers/json?filters={\"label\":[\"stoa.service\"]}");
    }

    @Test
    void theSameOverTcp() throws Exception {
        try (var onPort = FakeEngine.onPort()) {
            onPort.json("/containers/json", "[" + Shapes.container("orders-1", ORDERS, BRIDGE, PORT) + "]");
            assertThat(Looking.seen(look(onPort, WITHIN))).containsExactly("orders/orders-1 http://172.17.0.2:8080 1");
        }
    }

    @Test
    void labelsSayEverythingThatARegistrationCan() throws Exception {
        containers(Shapes.container("orders-1", ORDERS + """
                , "stoa.port": "9001", "stoa.weight": "7", "stoa.tags": "blue, grün,", "stoa.version": "1.4.2",
                "stoa.route": "/orders/", "stoa.strip": "false", "stoa.check": "/health", "other": "x\"""", BRIDGE,
                PORT));
        assertThat(Looking.registrations(look())).singleElement().satisfies(r -> {
            assertThat(r.url()).hasToString("http://172.17.0.2:9001");
            assertThat(r.weight()).isEqualTo(7);
            assertThat(r.tags()).containsExactly("blue", "grün");
            assertThat(r.version()).isEqualTo("1.4.2");
            assertThat(r.route()).isEqualTo(new RouteRecord("/orders/", false));
            assertThat(r.check()).isNotNull().extracting(c -> c.http()).isEqualTo("/health");
        });
    }

    @ParameterizedTest
    @CsvSource({"'', true, true", "', \"stoa.check\": \"none\"', false, false",
            "', \"stoa.check.tcp\": \"true\"', true, true", "', \"stoa.check\": \"/up\"', true, false"})
    void withoutAnotherWordTheCheckConnects(String label, boolean checked, boolean tcp) throws Exception {
        containers(Shapes.container("orders-1", ORDERS + label, BRIDGE, PORT));
        assertThat(Looking.registrations(look())).singleElement().satisfies(r -> {
            var check = r.check();
            assertThat(check != null).isEqualTo(checked);
            assertThat(check != null && check.tcp()).isEqualTo(tcp);
        });
    }

    @Test
    void ofSeveralNetworksTheLabelChooses() throws Exception {
        var networks = BRIDGE + "," + Shapes.network("shop", "10.9.0.2");
        containers(Shapes.container("orders-1", ORDERS + ", \"stoa.network\": \"shop\"", networks, PORT));
        assertThat(Looking.seen(look())).containsExactly("orders/orders-1 http://10.9.0.2:8080 1");
    }

    @Test
    void onTheHostsNetworkTheAddressIsTheEngines() throws Exception {
        containers(Shapes.container("orders-1", ORDERS + ", \"stoa.port\": \"9001\"", Shapes.network("host", ""), ""));
        assertThat(Looking.seen(look())).containsExactly("orders/orders-1 http://127.0.0.1:9001 1");
    }

    @Test
    void whatCannotBeAnInstanceIsReportedWithTheReasonAndTheOthersAreSeen() throws Exception {
        containers(Shapes.container("good", ORDERS, BRIDGE, PORT),
                Shapes.container("two-networks", ORDERS, BRIDGE + "," + Shapes.network("shop", "10.9.0.2"), PORT),
                Shapes.container("other-network", ORDERS + ", \"stoa.network\": \"shop\"", BRIDGE, PORT),
                Shapes.container("no-network", ORDERS, "", PORT),
                Shapes.container("two-ports", ORDERS, BRIDGE, PORT + "," + Shapes.port(81, "tcp")),
                Shapes.container("no-port", ORDERS, BRIDGE, ""),
                Shapes.container("bad-port", ORDERS + ", \"stoa.port\": \"http\"", BRIDGE, PORT),
                Shapes.container("bad-weight", ORDERS + ", \"stoa.weight\": \"heavy\"", BRIDGE, PORT),
                Shapes.container("bad-strip", ORDERS + ", \"stoa.route\": \"/o/\", \"stoa.strip\": \"no\"", BRIDGE,
                        PORT));
        var view = look();
        assertThat(Looking.seen(view)).containsExactly("orders/good http://172.17.0.2:8080 1");
        assertThat(Looking.unfit(view)).hasSize(8).satisfiesExactlyInAnyOrder(
                u -> assertThat(u).contains("two-networks is in the networks [bridge, shop]", "stoa.network"),
                u -> assertThat(u).contains("other-network has no address in the network shop"),
                u -> assertThat(u).contains("no-network has no address in any network"),
                u -> assertThat(u).contains("two-ports exposes the ports [81, 8080]", "stoa.port"),
                u -> assertThat(u).contains("no-port exposes no TCP port"),
                u -> assertThat(u).contains("bad-port url"),
                u -> assertThat(u).contains("bad-weight weight"),
                u -> assertThat(u).contains("bad-strip route.strip"));
    }

    @Test
    void ofASwarmManagerTheRunningTasksOnEveryNodeAreSeen() throws Exception {
        engine.json("/info", "{\"Swarm\": {\"LocalNodeState\": \"active\", \"ControlAvailable\": true}}");
        engine.json("/services", "[" + Shapes.service("s1", "shop_orders", ORDERS + ", \"stoa.weight\": \"2\"") + "]");
        var networks = Shapes.attachment("ingress", true, "10.0.0.7/24") + ", "
                + Shapes.attachment("shop_default", false, "10.0.1.7/24");
        engine.json("/tasks", "[" + Shapes.task("t1", "s1", 1, "running", networks) + ","
                + Shapes.task("t2", "s1", 0, "running", networks.replace("10.0.1.7", "10.0.1.8")) + ","
                + Shapes.task("t3", "s1", 3, "starting", networks) + ","
                + Shapes.task("t4", "other", 1, "running", networks) + "]");
        containers(Shapes.container("shop_orders.1.t1", ORDERS, BRIDGE, PORT),
                Shapes.container("plain", ORDERS, BRIDGE, PORT));
        assertThat(Looking.seen(look())).containsExactly("orders/plain http://172.17.0.2:8080 1",
                "orders/shop_orders.1.t1 http://10.0.1.7:9001 2",
                "orders/shop_orders.60gvrl6tm78dmak4yl7srz94v.t2 http://10.0.1.8:9001 2");
        assertThat(engine.asked()).anySatisfy(asked -> assertThat(asked).startsWith("/v1.41/tasks?filters=")
                .contains("\"desired-state\":[\"running\"]", "\"service\":[\"s1\"]"));
    }

    @Test
    void anErrorsStatusAndTheEnginesWordsAreTheReason() {
        var body = "{\"message\": \"database\\nis locked\"}";
        engine.raw("/containers/json",
                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        assertBlind(engine, WITHIN, "answered 500 to /containers/json: database is locked");
    }

    @Test
    void aManagerWithoutAQuorumIsAFailureNotAnEmptySwarm() {
        engine.json("/info", "{\"Swarm\": {\"LocalNodeState\": \"active\", \"ControlAvailable\": true}}");
        engine.raw("/services", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}");
        assertBlind(engine, WITHIN, "answered 503 to /services");
    }

    @Test
    void aMissingSocketIsSaid() throws IOException {
        var address = EngineAddress.of(URI.create("unix://" + folder.resolve("none.sock")));
        assertThatExceptionOfType(BlindProvider.class)
                .isThrownBy(() -> new DockerProvider(address, Looking.TERMS).look(WITHIN))
                .withMessage("there is no socket " + address);
    }

    @Test
    void anEngineThatIsNotThereRefusesTheConnection() throws IOException {
        var onPort = FakeEngine.onPort();
        onPort.close();
        assertBlind(onPort, WITHIN, "refused");
        engine.close();
        assertBlind(engine, WITHIN, "refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[",
            "HTTP/1.1 200 OK\r\n\r\n[]", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n"})
    void anAnswerThatNeverEndsIsBrokenOffInTime(String beginning) throws IOException {
        engine.raw("/info", beginning);
        assertBlind(engine, IMPATIENT, "no whole answer from " + engine.address() + " within 300ms");
        try (var onPort = FakeEngine.onPort()) {
            onPort.raw("/info", beginning);
            assertBlind(onPort, IMPATIENT, "within 300ms");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "SSH-2.0-OpenSSH~ | is not HTTP",
            "HTTP/1.1 200 OK~no header~~ | is not HTTP",
            "HTTP/1.1 200 OK~Content-Length: 16777217~~ | is longer than 16 MiB",
            "HTTP/1.1 200 OK~Content-Length: -1~~ | does not say how long it is",
            "HTTP/1.1 200 OK~Content-Length: 99999999999999999999~~ | does not say how long it is",
            "HTTP/1.1 200 OK~Transfer-Encoding: gzip~~ | is encoded in a way that is not understood",
            "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~ffffffff~ | is longer than 16 MiB",
            "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~x~ | does not say how long it is",
            "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~[]]~ | longer than it says",
            "HTTP/1.1 200 OK~Content-Length: 1~~[ | is not what Docker's engine says"})
    void whatIsNoAnswerOfAnEngineIsSaidToBeNone(String answer, String words) {
        engine.raw("/info", answer.replace("~", "\r\n"));
        assertBlind(engine, WITHIN, words);
    }

    @Test
    void endlessHeadersAreNotReadToTheirEnd() {
        engine.raw("/info", "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(101));
        assertBlind(engine, WITHIN, "has too many headers");
        engine.raw("/info", "HTTP/1.1 200 OK\r\nX: " + "y".repeat(9000));
        assertBlind(engine, WITHIN, "has a line that is too long");
    }

    private static void assertBlind(FakeEngine engine, Duration within, String words) {
        assertThatExceptionOfType(BlindProvider.class).isThrownBy(() -> look(engine, within))
                .withMessageContaining(words).withMessageContaining(engine.address().toString());
    }
}
