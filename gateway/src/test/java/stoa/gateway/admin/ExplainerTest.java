package stoa.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.ServiceRecord;
import stoa.gateway.admin.Explainer.Explanation;
import stoa.gateway.balance.Balancing;
import stoa.gateway.balance.Directory;
import stoa.gateway.filter.Edits;
import stoa.gateway.route.Destination;
import stoa.gateway.route.Destination.Split;
import stoa.gateway.route.Destination.ToService;
import stoa.gateway.route.Match;
import stoa.gateway.route.Policy;
import stoa.gateway.route.Route;
import stoa.gateway.route.Route.Label;
import stoa.gateway.route.Route.Source;
import stoa.gateway.route.RouteTable;

/** What is said of the instance that a request would go to. */
class ExplainerTest {
    private final Directory directory = new Directory();

    ExplainerTest() {
        directory.update(new Registry("1", Map.of("o", new ServiceRecord(1, "o", "", ServiceRecord.State.UP, List.of(),
                List.of(instance("o-1"), instance("o-2"), instance("o-3")), 1)), List.of("o")));
    }

    private static InstanceRecord instance(String id) {
        return new InstanceRecord(id, URI.create("http://127.0.0.1:9/"), 1, List.of(), "1",
                new Registered(Instant.EPOCH, Registered.Source.SELF, null), Intent.ENABLED, List.of(), true, "");
    }

    private Explanation explain(String balance, @Nullable String client, String... headers) throws Exception {
        return explainOf(new ToService(directory.service("o")), balance, client, headers);
    }

    private Explanation explainOf(Destination to, String balance, @Nullable String client, String... headers)
            throws Exception {
        var policy = new Policy(Balancing.parse(balance), true, Duration.ZERO, Duration.ZERO, -1);
        var route = new Route(Match.prefix("/o/"), false, to, policy, Edits.NONE, new Label(Source.FILE, "o", 1));
        return new Explainer(new RouteTable(List.of(route)), directory).of("GET", "/o/1", List.of(headers),
                client == null ? null : InetAddress.ofLiteral(client));
    }

    private static String chosen(Explanation of) {
        return of.ways().getFirst().chosen();
    }

    @ParameterizedTest
    @CsvSource({"peak-ewma, 'by peak-ewma: chance, latency and load decide'",
            "least-request, 'by least-request: the one with least in flight then, of equals by chance'",
            "round-robin, by round-robin: whose turn it is then",
            "hash header x-user, 'by peak-ewma: the request lacks its header x-user, so chance, latency and load decide'",
            "hash cookie who, 'by peak-ewma: the request lacks its cookie who, so chance, latency and load decide'",
            "hash address, 'by hash address: the same one for the same client, who is not said here'"})
    void whereNoneIsCertainItIsSaidWhatDecides(String balance, String words) throws Exception {
        assertThat(chosen(explain(balance, null))).isEqualTo("one of o-1, o-2, o-3, " + words);
    }

    /** Each key leads where {@link stoa.gateway.balance} sends its requests; all of them together lead everywhere. */
    @Test
    void whereAKeyLeadsItIsSaidWhereTo() throws Exception {
        var led = new TreeSet<String>();
        for (var i = 0; i < 50; i++) {
            var said = chosen(explain("hash header X-User", null, "x-user: u" + i));
            assertThat(said).isEqualTo(chosen(explain("hash header X-User", null, "Other: 1", "x-user: u" + i)));
            assertThat(said).matches("o-[123], where its header X-User leads");
            led.add(said);
        }
        assertThat(led).hasSize(3);
        assertThat(chosen(explain("hash cookie who", null, "Cookie: a=b; who=me"))).matches(
                "o-[123], where its cookie who leads");
        assertThat(chosen(explain("hash address", "192.0.2.7"))).matches("o-[123], where its client's address leads");
    }

    @Test
    void ofSharesItIsSaidHowManyFallWhereAndThatNobodyTakesTheirPlace() throws Exception {
        var split = new Split(List.of(new Split.Part(directory.service("o"), 3, 3),
                new Split.Part(directory.service("next"), 1, 4)), 4);
        var said = explainOf(split, "round-robin", null);
        assertThat(said.outcome()).contains("one of o 3, next 1, by weight and chance",
                "where that one has no instance it fails");
        assertThat(said.ways()).extracting(w -> w.service() + ": " + w.share()).containsExactly("o: 3 of 4",
                "next: 1 of 4");
        assertThat(said.ways().getLast().chosen()).isEqualTo("none: no instance is known here");
    }
}
