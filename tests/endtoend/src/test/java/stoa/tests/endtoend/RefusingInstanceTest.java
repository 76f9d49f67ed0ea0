package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.tests.kit.OwnService;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** An instance dies under load: whoever looks sees why, and no request fails; it comes back, and nobody has to do a thing. */
class RefusingInstanceTest {
    /** The platform's promise of how soon it says why an instance gets no traffic. */
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(3);
    private static final String FOUND = "connection refused, found by gateway-1";

    @TempDir
    Path data;

    private final Web web = new Web();
    private final OwnService one = new OwnService("one");
    private OwnService two = new OwnService("two");
    private final HttpClient client = HttpClient.newHttpClient();
    private CompletableFuture<?> watching = CompletableFuture.completedFuture(null);
    private final AtomicBoolean over = new AtomicBoolean();
    private StoaProcess stoa;

    RefusingInstanceTest() throws IOException {}

    @BeforeEach
    void start() {
        stoa = StoaProcess.start(data, Map.of(), "up").awaitReady();
    }

    @AfterEach
    void stop() {
        over.set(true);
        watching.cancel(true);
        client.shutdownNow();
        stoa.close();
        web.close();
        one.close();
        two.close();
    }

    /** A busy machine's store may be away for a moment; then the catalog asks to come again. */
    private void register(String id, OwnService service, String check) {
        var body = "{\"url\": \"" + service.url() + "\", \"route\": {\"prefix\": \"/tea/\"}" + check + "}";
        await(id + " is registered", () -> registered("/services/tea/instances/" + id, body));
    }

    private boolean registered(String path, String body) {
        try {
            return web.put(stoa.gateway(), path, body).statusCode() < 300;
        } catch (IOException e) {
            return false;
        }
    }

    private String instances() {
        return web.text(stoa.gateway(), "/services/tea");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"check\": {\"http\": \"/\", \"interval\": \"30s\"}"})
    void itIsExplainedEverywhereWithin3SecondsAndNoRequestFails(String check) throws Exception {
        register("tea-1", one, check);
        register("tea-2", two, check);
        await("both are routable", () -> !instances().contains("\"routable\":false"));
        var requests = new AtomicInteger();
        var failed = new CopyOnWriteArrayList<Integer>();
        var seen = new CopyOnWriteArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            watch(seen);
            for (var i = 0; i < 4; i++) {
                threads.execute(() -> load(requests, failed));
            }
            await("there is load", () -> requests.get() > 200);
            two.close();
            var closed = System.nanoTime();
            await("the catalog says why", () -> instances().contains(FOUND));
            await("the gateway says why", () -> web.text(stoa.gateway(), "/status").contains(FOUND));
            await("what the console reads says why", () -> seen.stream().anyMatch(line -> line.contains(FOUND)));
            assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(VISIBLE_WITHIN);
            var after = requests.get();
            await("the load goes on", () -> requests.get() > after + 200);
            two = two.again();
            await("it is routable again", () -> !instances().contains("\"routable\":false"));
            await("it is sent requests again", () -> web.text(stoa.gateway(), "/tea/").equals("two"));
            over.set(true);
        }
        assertThat(failed).isEmpty();
    }

    private void load(AtomicInteger requests, List<Integer> failed) {
        while (!over.get()) {
            var status = web.status(stoa.gateway(), "/tea/");
            requests.incrementAndGet();
            if (status != 200) {
                failed.add(status);
            }
        }
    }

    /** Reads what the console reads, until the client is closed. */
    private void watch(List<String> seen) {
        var request = HttpRequest.newBuilder(URI.create(stoa.gateway() + "/services/watch")).build();
        watching = client.sendAsync(request, BodyHandlers.ofLines())
                .thenAccept(answer -> answer.body().forEach(seen::add));
    }
}
