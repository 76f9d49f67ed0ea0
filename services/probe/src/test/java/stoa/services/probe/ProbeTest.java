package stoa.services.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.events.Recorder;
import stoa.http.Json;
import stoa.http.Service.RouteClaim;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;
import stoa.services.probe.ProbeApi.TargetList;
import stoa.services.probe.ProbeApi.TargetResults;
import stoa.services.probe.ProbeApi.TargetView;
import stoa.services.probe.Standing.State;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.serving.RoleUnderTest;

/** The role in its production shell, with servers of this test's own as targets. */
@Timeout(120)
class ProbeTest {
    @TempDir
    Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Peer peer;
    private Client client;

    @BeforeEach
    void open() throws Exception {
        peer = new Peer();
        client = new Client(_ -> peer.url());
    }

    @AfterEach
    void close() {
        client.close();
        peer.close();
    }

    private RelationalStores stores() throws StartFailed {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
    }

    private RoleUnderTest start(Map<String, String> environment) throws Exception {
        return start(environment, stores(), 1);
    }

    private RoleUnderTest start(Map<String, String> environment, RelationalStores stores, int number)
            throws Exception {
        Recorder events = (kind, subject, _, _) -> told.add(kind + " " + subject);
        return new RoleUnderTest(environment, (in, shell) -> Probe.role(in, shell, stores, client, events), number);
    }

    /** Of one target that is probed as often as can be. */
    private Map<String, String> shop() {
        return shop("interval: 500ms");
    }

    private Map<String, String> shop(String settings) {
        return Map.of("STOA_PROBE_TARGETS",
                "[{name: shop, url: '" + peer.url() + "/?key=hidden', " + settings + "}]",
                "STOA_PROBE_START_PERIOD", "0s");
    }

    private static TargetResults results(RoleUnderTest probe, String name) throws Exception {
        var answer = probe.get("/targets/" + name);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), TargetResults.class);
    }

    private static void awaitState(RoleUnderTest probe, String name, State state) {
        await().atMost(Duration.ofSeconds(60)).until(() -> results(probe, name).target().state() == state);
    }

    @Test
    void theGreeterIsProbedByItsNameWhereNothingIsSet() throws Exception {
        peer.text = "Olá do servidor Java no container!";
        try (var probe = start(Map.of())) {
            awaitState(probe, "greeter", State.UP);
            var found = results(probe, "greeter");
            assertThat(found.target().interval()).isEqualTo(Duration.ofSeconds(3));
            assertThat(found.target().address()).isEqualTo("greeter /");
            assertThat(found.results().getFirst().answer()).isEqualTo("Olá do servidor Java no container!");
            assertThat(found.target().windows()).extracting(Figures::availability).containsExactly(100.0, 100.0, 100.0);
        }
    }

    @Test
    void aTargetThatFailsIsDownWithTheReasonAndUpAgainWhenItAnswers() throws Exception {
        try (var probe = start(shop("interval: 2s, timeout: 2s, text: hello"))) {
            awaitState(probe, "shop", State.UP);
            peer.text = "<b>out of order</b>";
            awaitState(probe, "shop", State.DOWN);
            assertThat(results(probe, "shop").results().getFirst().detail())
                    .isEqualTo("the answer does not contain \"hello\"");
            var page = probe.get("/").body();
            assertThat(page).contains("<html lang=\"en\">", "<h1>Probe</h1>", "<caption>", "scope=\"col\"",
                    "scope=\"row\"", "down since", "the answer does not contain &quot;hello&quot;",
                    "href=\"targets/shop\"", "observed").doesNotContain("hidden", "<b>");
            assertThat(told).containsExactly("probe.failed shop");
            peer.text = "hello again, <b>world</b>";
            awaitState(probe, "shop", State.UP);
            assertThat(probe.get("/").body()).contains("up since", "hello again, &lt;b&gt;world&lt;/b&gt;");
            assertThat(told).containsExactly("probe.failed shop", "probe.recovered shop");
            assertThat(probe.get("/metrics").body()).containsPattern("(?m)^probe_up\\{target=\"shop\"} 1\\.0$")
                    .containsPattern("(?m)^probe_results_total\\{outcome=\"text\",target=\"shop\"} [1-9]")
                    .containsPattern("(?m)^probe_results_total\\{outcome=\"ok\",target=\"shop\"} [1-9]")
                    .containsPattern("(?m)^probe_duration_seconds_count\\{target=\"shop\"} [1-9]");
        }
    }

    @Test
    void aTargetThatHangsDelaysNoOther() throws Exception {
        try (var slow = new Peer()) {
            slow.silent = true;
            try (var probe = start(Map.of("STOA_PROBE_START_PERIOD", "0s", "STOA_PROBE_TARGETS",
                    "[{name: slow, url: '" + slow.url() + "', interval: 1m, timeout: 1m}, {name: shop, url: '"
                            + peer.url() + "', interval: 500ms}]"))) {
                await().atMost(Duration.ofSeconds(60)).until(() -> results(probe, "shop").results().size() >= 3);
                awaitState(probe, "shop", State.UP);
            }
        }
    }

    @Test
    void aRestartKeepsTheFigures() throws Exception {
        long before;
        try (var probe = start(shop())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> results(probe, "shop").results().size() >= 3);
            awaitState(probe, "shop", State.UP);
            before = results(probe, "shop").target().windows().getLast().probes();
        }
        try (var probe = start(shop("interval: 2s, timeout: 2s"))) {
            var found = results(probe, "shop");
            assertThat(found.target().windows().getLast().probes()).isGreaterThanOrEqualTo(before);
            assertThat(found.target().state()).isEqualTo(State.UP);
            peer.silent = true;
            awaitState(probe, "shop", State.DOWN);
        }
    }

    @Test
    void theStopOfTheProgramIsNoFailureOfATarget() throws Exception {
        peer.silent = true;
        var probe = start(shop("interval: 1m, timeout: 1m"));
        assertThat(peer.asked.tryAcquire(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        probe.close();
        assertThat(told).isEmpty();
        peer.silent = false;
        try (var again = start(shop("interval: 2s, timeout: 2s"))) {
            awaitState(again, "shop", State.UP);
            assertThat(results(again, "shop").target().windows().getFirst().failed()).isZero();
        }
    }

    @Test
    void instancesAreShownTogether() throws Exception {
        var stores = stores();
        try (var one = start(shop(), stores, 1); var two = start(shop(), stores, 2)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> results(one, "shop").target().instances().equals(List.of("probe-1", "probe-2")));
            assertThat(results(two, "shop").target().instances()).containsExactly("probe-1", "probe-2");
        }
    }

    @Test
    void targetsComeInTheOrderOfTheSettingsAndInPages() throws Exception {
        peer.silent = true;
        try (var probe = start(Map.of("STOA_PROBE_TARGETS",
                "[{service: b, interval: 1d, timeout: 1m}, {service: a, interval: 1d, timeout: 1m},"
                        + " {service: c, interval: 1d, timeout: 1m}]"))) {
            var first = Json.read(probe.get("/targets?limit=2").body(), TargetList.class);
            assertThat(first.targets()).extracting(TargetView::name).containsExactly("b", "a");
            var second = Json.read(probe.get("/targets?limit=2&cursor=" + first.next()).body(), TargetList.class);
            assertThat(second.targets()).extracting(TargetView::name).containsExactly("c");
            assertThat(second.next()).isNull();
            assertThat(second.targets().getFirst().state()).isEqualTo(State.UNKNOWN);
            assertThat(probe.get("/").body()).contains("not looked at now", "no probes", "none yet");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/targets?limit=0", "/targets?cursor=nobody", "/targets/greeter?limit=201"})
    void whatIsNotValidIsRefusedNamingIt(String path) throws Exception {
        try (var probe = start(Map.of())) {
            var answer = probe.get(path);
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains(path.contains("limit") ? "\"field\":\"limit\"" : "\"field\":\"cursor\"");
        }
    }

    @Test
    void nobodyCanAskItToProbeSomethingElse() throws Exception {
        try (var probe = start(Map.of())) {
            assertThat(probe.get("/targets/nobody").statusCode()).isEqualTo(404);
            assertThat(probe.get("/targets/http:%2F%2F127.0.0.1%2F").statusCode()).isEqualTo(404);
            assertThat(probe.send("POST", "/targets").statusCode()).isEqualTo(405);
            assertThat(probe.announced().route()).contains(new RouteClaim("/probe/", true));
            assertThat(probe.settings().effective()).extracting(setting -> setting.name())
                    .containsExactly("probe-start-period", "probe-targets");
        }
    }
}
