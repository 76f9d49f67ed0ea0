package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.PostgresServer;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** Visits by way of the gateway: each counts once, also where the gateway has to ask twice. */
@Timeout(300)
class PointsVisitsTest {
    private static final int STEP = 10;
    private static final int KILLS = Integer.getInteger("points.kills", 5);

    /** Passes on to an instance, and cuts the client's connection where the answer to a visit would follow: it was counted. */
    private static final class Cutting implements AutoCloseable {
        final AtomicInteger cuts = new AtomicInteger();
        private final ServerSocket listening;
        private final URI instance;

        Cutting(URI instance) throws IOException {
            this.instance = instance;
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + listening.getLocalPort());
        }

        private void accept() {
            while (!listening.isClosed()) {
                try {
                    var client = listening.accept();
                    Thread.ofVirtual().start(() -> relay(client));
                } catch (IOException e) {
                    // closed
                }
            }
        }

        /** One request at a time: none that comes here has a body. */
        private void relay(Socket client) {
            try (client; var to = new Socket(instance.getHost(), instance.getPort())) {
                var head = new StringBuilder();
                while (true) {
                    var b = client.getInputStream().read();
                    if (b < 0) {
                        return;
                    }
                    head.append((char) b);
                    if (head.toString().endsWith("\r\n\r\n")) {
                        var request = head.toString().replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
                        to.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                        var answer = to.getInputStream().readAllBytes();
                        if (request.startsWith("GET / ")) {
                            cuts.incrementAndGet();
                        } else {
                            client.getOutputStream().write(answer);
                        }
                        return;
                    }
                }
            } catch (IOException e) {
                // the other side has gone
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    private static long total(Web web, URI gateway) {
        return Json.of(web.text(gateway, "/points/accounts/hits")).path("balance").asLong(0);
    }

    @Test
    void aVisitThatWasCountedBeforeTheConnectionWasLostIsNotCountedAgain(@TempDir Path folder) throws IOException {
        try (var stoa = StoaProcess.start(folder, Map.of(), "run", "events", "catalog", "gateway", "points")
                .awaitReady(); var web = new Web(); var cutting = new Cutting(stoa.printed("points-1").orElseThrow())) {
            await("points are routable", () -> web.status(stoa.gateway(), "/points/health/live") == 200);
            var registered = web.put(stoa.gateway(), "/services/points/instances/points-7",
                    "{\"url\": \"" + cutting.url() + "\"}", Files.readString(folder.resolve("token")).strip());
            assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
            var visits = 0;
            while (cutting.cuts.get() < 3) {
                assertThat(web.get(stoa.gateway(), "/points/").statusCode()).isEqualTo(200);
                visits++;
                assertThat(total(web, stoa.gateway())).isEqualTo((long) STEP * visits);
            }
        }
    }

    @Test
    void oneOfTwoIsKilledAgainAndAgainAndEveryVisitCountsOnce(@TempDir Path folder) throws IOException {
        var data = folder.resolve("data");
        try (var store = new PostgresServer(folder.resolve("postgres"))) {
            var environment = Map.of("DATABASE_URL", store.url());
            var points = new StoaProcess[2];
            try (var stoa = StoaProcess.start(data, environment, "run", "events", "catalog", "gateway").awaitReady();
                    var web = new Web()) {
                for (var n = 0; n < points.length; n++) {
                    points[n] = StoaProcess.start(data, environment, "run", "points").awaitReady();
                }
                await("both are routable",
                        () -> web.text(stoa.gateway(), "/services/points").split("\"routable\":true", -1).length == 3);
                var load = new Load(300, 8, "/points/", List.of(stoa.gateway()));
                try (load) {
                    for (var n = 0; n < KILLS; n++) {
                        load.awaitMore(200);
                        points[n % 2].kill();
                        load.awaitMore(200);
                        points[n % 2] = StoaProcess.start(data, environment, "run", "points").awaitReady();
                        await("both are routable again", () -> web.text(stoa.gateway(), "/services/points")
                                .split("\"routable\":true", -1).length == 3);
                    }
                }
                assertThat(load.failed()).isEmpty();
                assertThat(total(web, stoa.gateway())).isEqualTo((long) STEP * load.answered());
                System.out.println(KILLS + " kills of one of two instances: " + load.answered()
                        + " visits by the gateway, each counted once, none failed");
            } finally {
                for (var one : points) {
                    if (one != null) {
                        one.close();
                    }
                }
            }
        }
    }
}
