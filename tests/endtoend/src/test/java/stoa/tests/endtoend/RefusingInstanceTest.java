package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.InstanceProcess;
import stoa.tests.kit.OwnService;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;
import tools.jackson.databind.JsonNode;

/**
 * An instance's process is killed under load, {@code -Dinstance.kills} times: whoever looks sees why, and no request
 * fails; it comes back, and nobody has to do a thing.
 */
class RefusingInstanceTest {
    private static final int KILLS = Integer.getInteger("instance.kills", 5);
    /** The platform's promise of how soon it says why an instance gets no traffic. */
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(3);
    private static final String WHY = "connection refused";
    private static final Pattern REFUSED = Pattern
            .compile("gateway_upstream_failures_total\\{kind=\"refused\",service=\"tea\"} ([0-9.]+)");
    /** Every other one is checked so rarely that the check has no part in it; the others not at all. */
    private static final List<String> CHECKS = List.of("", ", \"check\": {\"http\": \"/\", \"interval\": \"30s\"}");

    private final Web web = new Web();
    private final OwnService one = new OwnService("one");
    private final StoaProcess stoa;

    /** When each could see why, in milliseconds after the kill. */
    private record Seen(double outOfRouting, double gateway, double catalog, double watch) {
        double latest() {
            return Math.max(Math.max(outOfRouting, gateway), Math.max(catalog, watch));
        }
    }

    RefusingInstanceTest(@TempDir Path folder) throws IOException {
        stoa = StoaProcess.start(folder, Map.of(), "up").awaitReady();
    }

    @AfterEach
    void stop() {
        stoa.close();
        web.close();
        one.close();
    }

    private void register(String id, URI url, String check) throws IOException {
        var body = "{\"url\": \"" + url + "\", \"route\": {\"prefix\": \"/tea/\"}" + check + "}";
        var answer = web.put(stoa.gateway(), "/services/tea/instances/" + id, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    @Test
    void itIsExplainedEverywhereWithin3SecondsAndNoRequestFails() throws Exception {
        register("tea-1", one.url(), "");
        await("the route leads to it", () -> web.status(stoa.gateway(), "/tea/") == 200);
        var seen = new ArrayList<Seen>();
        try (var load = new Load(stoa.gateway(), "/tea/"); var watcher = new Watcher(stoa.gateway())) {
            for (var n = 0; n < KILLS; n++) {
                try (var two = InstanceProcess.start("two")) {
                    register("tea-2", two.url(), CHECKS.get(n % CHECKS.size()));
                    load.awaitMore("two", 100);
                    seen.add(killed(two, watcher));
                    load.awaitMore("one", 100);
                    if (n == KILLS - 1) {
                        comesBack(two, load);
                    }
                }
            }
            print(seen, load);
            assertThat(load.failed()).isEmpty();
        }
        assertThat(seen).extracting(Seen::latest)
                .allSatisfy(ms -> assertThat(ms).isLessThan((double) VISIBLE_WITHIN.toMillis()));
    }

    private Seen killed(InstanceProcess two, Watcher watcher) throws Exception {
        var url = two.url().toString();
        var refusedBefore = refused();
        try (var looks = Executors.newVirtualThreadPerTaskExecutor()) {
            var killed = System.nanoTime();
            two.kill();
            var out = looks.submit(since(killed, () -> gatewaySays().contains("tea-2")));
            var gateway = looks.submit(since(killed, () -> gatewaySays().contains(WHY)));
            var catalog = looks.submit(since(killed, () -> Json
                    .instance(Json.of(web.text(stoa.noted("catalog-1"), "/services/tea")), "tea-2")
                    .filter(i -> explained(i, url)).isPresent()));
            var watch = looks.submit(since(killed,
                    () -> watcher.instance("tea", "tea-2").filter(i -> explained(i, url)).isPresent()));
            var seen = new Seen(out.get(), gateway.get(), catalog.get(), watch.get());
            // those that were on their way together; each of them was sent to the other instance
            assertThat(refused() - refusedBefore).isBetween(1.0, (double) Load.CLIENTS);
            return seen;
        }
    }

    private static Callable<Double> since(long killed, BooleanSupplier visible) {
        return () -> {
            await("it is explained", visible);
            return (System.nanoTime() - killed) / 1e6;
        };
    }

    private static boolean explained(JsonNode instance, String url) {
        return instance.get("url").asString().equals(url) && Json.whyNot(instance).contains(WHY);
    }

    /** What the gateway sends no requests to, and why. */
    private String gatewaySays() {
        return Json.of(web.text(stoa.gateway(), "/status")).path("details").path("unroutable").toString();
    }

    /** How many tries have met with a refused connection. */
    private double refused() {
        var found = REFUSED.matcher(web.text(stoa.gateway(), "/metrics"));
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    private static void comesBack(InstanceProcess two, Load load) {
        try (var _ = two.again("two")) {
            load.awaitMore("two", 100);
        }
        load.awaitMore("one", 100);
    }

    private static void print(List<Seen> seen, Load load) {
        System.out.println(KILLS + " kills of an instance, " + load.answered() + " requests, " + load.failed().size()
                + " failed; ms, median and worst: "
                + "out of routing " + of(seen.stream().mapToDouble(Seen::outOfRouting).sorted().toArray())
                + "; the reason at the gateway " + of(seen.stream().mapToDouble(Seen::gateway).sorted().toArray())
                + ", the catalog " + of(seen.stream().mapToDouble(Seen::catalog).sorted().toArray())
                + ", in the watch " + of(seen.stream().mapToDouble(Seen::watch).sorted().toArray()));
    }

    private static String of(double[] sorted) {
        return "%.0f and %.0f".formatted(sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
}
