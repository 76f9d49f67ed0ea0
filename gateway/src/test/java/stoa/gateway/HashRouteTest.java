package stoa.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.RouteRecord;
import stoa.gateway.balance.Balancing;
import stoa.gateway.balance.HashKey;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.HeadReader;

/** Routes that balance by hash, the way a request's bytes make the key. */
class HashRouteTest {
    private static final List<RouteRecord> NO_ROUTES = List.of();

    private final TestGateway gateway = TestGateway.with("routes", """
            [{prefix: /cookie/, service: o, strip: true, balance: hash cookie who},
             {prefix: /header/, service: o, strip: true, balance: hash header X-Who},
             {prefix: /address/, service: o, strip: true, balance: hash address}]""");
    private final List<RawInstance> instances = new ArrayList<>();

    @BeforeEach
    void start() {
        for (var i = 1; i <= 4; i++) {
            instances.add(answering(ok("o-" + i)));
        }
        tell(instances);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        for (var instance : instances) {
            instance.close();
        }
    }

    private void tell(List<RawInstance> some) {
        gateway.service("o", NO_ROUTES, some.stream()
                .map(i -> TestGateway.instance("o-" + (instances.indexOf(i) + 1), i.uri(), true, "")).toList());
    }

    @Test
    void whatIsExplainedIsWhatIsDone() throws Exception {
        var how = new Balancing.ByHash(Balancing.Key.HEADER, "X-Who");
        for (var i = 0; i < 20; i++) {
            var head = new Head();
            var bytes = ("GET / HTTP/1.1\r\nHost: a\r\nX-Who: u" + i + "\r\n\r\n\0").getBytes(US_ASCII);
            assertThat(new HeadReader(8192, 8192).request(bytes, bytes.length - 1, head)).isTrue();
            var led = gateway.directory.service("o").led(how, HashKey.of(how, head, null));
            assertThat(Objects.requireNonNull(led).id()).isEqualTo(ask("/header/", "X-Who: u" + i));
        }
    }

    /** The instance that answers, on a connection of the request's own. */
    private String ask(String path, String... headers) throws IOException {
        return gateway.get(path, headers).body();
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
