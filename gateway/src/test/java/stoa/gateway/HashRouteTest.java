package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.ServiceRecord;
import stoa.gateway.RawInstance.Peer;
import stoa.gateway.admin.Traffic;
import stoa.gateway.balance.Balancing;
import stoa.gateway.balance.Directory;
import stoa.gateway.filter.Edits;
import stoa.gateway.listener.Listeners;
import stoa.gateway.listener.Transport;
import stoa.gateway.relay.Entrance;
import stoa.gateway.relay.Relay;
import stoa.gateway.route.Destination.ToService;
import stoa.gateway.route.Match;
import stoa.gateway.route.Policy;
import stoa.gateway.route.Route;
import stoa.gateway.route.RouteTable;
import stoa.runtime.Settings;

/** Routes that balance by hash, the way a request's bytes make the key. */
class HashRouteTest {
    private final Directory directory = new Directory();
    private final List<RawInstance> instances = new ArrayList<>();
    private Transport transport;
    private Relay relay;
    private Listeners listeners;

    @BeforeEach
    void start() throws Exception {
        var in = Settings.of(Map.of("gateway-threads", "2"), Map.of(), Optional.empty());
        var settings = GatewaySettings.read(in, "127.0.0.1", 0, List.of());
        in.verify();
        for (var i = 1; i <= 4; i++) {
            instances.add(answering(ok("o-" + i)));
        }
        tell(instances);
        var traffic = new Traffic();
        transport = Transport.open(settings.listeners().transport(), 2);
        relay = new Relay(settings.relay(), transport.group(), transport.outgoing(), Gatekeepers.of(), traffic, _ -> {},
                (_, _) -> {}, (_, _, _, _) -> {});
        var table = new RouteTable(List.of(route("/cookie/", "hash cookie who"), route("/header/", "hash header X-Who"),
                route("/address/", "hash address")));
        var entrance = new Entrance(table, traffic.listener("main"));
        listeners = Listeners.bind(settings.listeners(), transport, (channel, _) -> relay.accept(channel, entrance));
    }

    @AfterEach
    void stop() throws IOException {
        listeners.close();
        relay.drain(Duration.ZERO);
        transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        for (var instance : instances) {
            instance.close();
        }
    }

    private void tell(List<RawInstance> some) {
        var records = some.stream().map(i -> TestGateway.instance("o-" + (instances.indexOf(i) + 1), i.uri(), true, ""))
                .toList();
        directory.update(new Registry("1", Map.of("o",
                new ServiceRecord(1, "o", "", ServiceRecord.State.UP, List.of(), records, 1)), List.of("o")));
    }

    private Route route(String prefix, String how) {
        return new Route(Match.prefix(prefix), true, new ToService(directory.service("o")),
                new Policy(Balancing.parse(how), true, Duration.ZERO, Duration.ZERO, -1), Edits.NONE,
                new Route.Label(Route.Source.SETTINGS, "", 1));
    }

    /** The instance that answers, on a connection of the request's own. */
    private String ask(String path, String... headers) throws IOException {
        try (var client = new Peer(new Socket(InetAddress.getLoopbackAddress(), listeners.bound().getFirst().uri()
                .getPort()), new CopyOnWriteArrayList<>())) {
            return client.send(request("GET", path, headers)).answer().body();
        }
    }

    private Set<String> askAgain(String path, String... headers) throws IOException {
        var answers = new HashSet<String>();
        for (var i = 0; i < 20; i++) {
            answers.add(ask(path, headers));
        }
        return answers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cookie: who=ann", "Cookie: a=1; who=ann; b=2", "Cookie: a=1;who=ann",
            "Cookie: who2=x; who=ann"})
    void aCookieIsFoundAmongOthersAndItsValueAloneCounts(String line) throws IOException {
        assertThat(askAgain("/cookie/", line)).containsExactly(ask("/cookie/", "Cookie: who=ann"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Who: ann", "x-who:ann", "X-WHO:   ann  "})
    void aHeadersNameHasNoCase(String line) throws IOException {
        assertThat(askAgain("/header/", line)).containsExactly(ask("/header/", "X-Who: ann"));
    }

    @Test
    void aClientsAddressStaysWhereItIs() throws IOException {
        assertThat(askAgain("/address/")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cookie: whom=ann", "Cookie: WHO=ann", "Cookie: who", "Cookie: who=", "Accept: */*"})
    void withoutTheKeyAnyInstanceAnswers(String line) throws IOException {
        var answers = new HashSet<String>();
        for (var i = 0; i < 10 && answers.size() < 2; i++) {
            answers.addAll(askAgain("/cookie/", line));
        }
        assertThat(answers).hasSizeGreaterThan(1);
    }

    @Test
    void oneThatGoesMovesItsOwnKeysAlone() throws IOException {
        var before = new HashMap<String, String>();
        for (var i = 0; i < 80; i++) {
            before.put("user-" + i, ask("/header/", "X-Who: user-" + i));
        }
        assertThat(before.values()).contains("o-1", "o-2", "o-3", "o-4");
        tell(instances.subList(0, 3));
        for (var key : before.keySet()) {
            var after = ask("/header/", "X-Who: " + key);
            if (before.get(key).equals("o-4")) {
                assertThat(after).isIn("o-1", "o-2", "o-3");
            } else {
                assertThat(after).isEqualTo(before.get(key));
            }
        }
    }
}
