package stoa.services.points;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.services.points.PointsRole.object;
import static stoa.services.points.PointsRole.text;
import static stoa.tests.kit.StoaProcess.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.http.Json;

/** Receipts, verification, metrics, and what those are sent who listen. */
@Timeout(60)
class ProofsTest {
    @TempDir
    Path folder;

    private PointsRole points;

    @BeforeEach
    void start() throws Exception {
        points = new PointsRole(folder, Map.of("STOA_POINTS_VERIFY_EVERY", "1s"));
    }

    @AfterEach
    void stop() {
        points.close();
    }

    private boolean says(String path, String what) {
        try {
            return points.get(path).body().contains(what);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aReceiptTellsWhichIdsNoEntryHas() throws IOException {
        var id = points.add("ana", 1);
        var made = points.role.json("POST", "/receipts", "{\"ids\": [\"lost\", \"" + id + "\", \"lost\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(object(made)).containsEntry("missing", List.of("lost")).containsEntry("checked", 2)
                .containsEntry("instance", "points-1");
        var whole = points.role.send("POST", "/receipts");
        assertThat(whole.statusCode()).isEqualTo(201);
        assertThat(object(whole)).containsEntry("missing", List.of());
        var list = points.get("/receipts?limit=1");
        assertThat(list.body()).contains(text(whole, "id")).doesNotContain(text(made, "id"));
        assertThat(points.get("/receipts?limit=1&cursor=" + text(list, "next")).body())
                .isEqualTo("{\"receipts\":[" + made.body() + "],\"next\":null}");
    }

    @Test
    void aReceiptIsOfTwentyThousandIdsAtMost() throws IOException {
        var ids = IntStream.range(0, 20_000).mapToObj(n -> "01a2074e-f07c-7000-ad57-%012d".formatted(n)).toList();
        var made = points.role.json("POST", "/receipts", "{\"ids\":" + Json.text(ids) + "}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(object(made)).containsEntry("checked", 20_000).containsEntry("missing", ids);
        var more = IntStream.range(0, 20_001).mapToObj(Integer::toString).collect(Collectors.toList());
        assertThat(points.role.json("POST", "/receipts", "{\"ids\":" + Json.text(more) + "}").statusCode())
                .isEqualTo(422);
        assertThat(points.role.json("POST", "/receipts", "{\"ids\":[1]}").body()).contains("\"field\":\"ids\"");
        assertThat(points.role.json("POST", "/receipts", "{\"ids\":[\"a\\u0000\"]}").statusCode()).isEqualTo(422);
    }

    @Test
    void whatAddsUpIsToldSo() throws IOException {
        points.add("ana", 5);
        points.get("/");
        var found = points.get("/verification");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(object(found)).containsEntry("accounts", 2).containsEntry("entries", 2)
                .containsEntry("discrepancies", List.of());
        await("the first look", () -> says("/metrics", "points_discrepancies 0.0"));
        assertThat(points.events).isEmpty();
    }

    @Test
    void whatDoesNotAddUpIsToldOnceAndNotMended() throws Exception {
        var id = points.add("ana", 5);
        await("the first look", () -> says("/metrics", "points_discrepancies 0.0"));
        try (var tables = points.tables()) {
            tables.write(sql -> sql.execute("update account set balance = 7 where name = 'ana'"));
        }
        await("it is noticed", () -> says("/metrics", "points_discrepancies 1.0"));
        assertThat(points.get("/verification").body()).contains("\"account\":\"ana\",\"balance\":7,\"sum\":5");
        assertThat(points.events).singleElement().asString().startsWith("points.discrepancy ana")
                .contains("balance=7", "sum=5");
        assertThat(points.balance("ana")).isEqualTo("7");
        assertThat(points.get("/accounts/ana/entries/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void entriesAreCounted() throws IOException {
        points.get("/");
        points.post("/accounts/ana/entries", "{\"amount\": 5}", "a");
        points.post("/accounts/ana/entries", "{\"amount\": 5}", "a");
        points.post("/accounts/ana/entries", "{\"amount\": 6}", "a");
        points.post("/accounts/ana/entries", "{\"amount\": -6}", "b");
        assertThat(points.get("/metrics").body()).contains("points_entries_total{kind=\"credit\"} 2.0",
                "points_entries_total{kind=\"spend\"} 0.0", "points_replays_total 1.0",
                "points_refused_total{reason=\"key_taken\"} 1.0", "points_refused_total{reason=\"below_zero\"} 1.0",
                "points_batches_total 5.0", "points_batched_total 5.0", "points_batch_size_bucket{le=\"1.0\"} 5");
    }

    private BufferedReader listen() throws IOException {
        var connection = points.role.url().resolve("/live").toURL().openConnection();
        connection.setReadTimeout(20_000);
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        assertThat(connection.getContentType()).isEqualTo("text/event-stream");
        return in;
    }

    /** The data of the next event. */
    private static String next(BufferedReader in) throws IOException {
        var line = in.readLine();
        while (!line.startsWith("event: ")) {
            line = in.readLine();
        }
        assertThat(line).isEqualTo("event: account");
        return in.readLine();
    }

    @Test
    void whoListensIsToldHowTheAccountIsAndEachChange() throws IOException {
        points.add("hits", 5);
        try (var in = listen(); var other = listen()) {
            for (var each : List.of(in, other)) {
                assertThat(next(each))
                        .startsWith("data: {\"account\":\"hits\",\"balance\":5,\"reserved\":0,\"entries\":[{");
            }
            points.get("/");
            for (var each : List.of(in, other)) {
                assertThat(next(each)).contains("\"balance\":15").contains("\"what\":\"посещение\"");
            }
        }
    }

    @Test
    void whoListensToAnAccountWithoutEntriesIsToldZero() throws IOException {
        try (var in = listen()) {
            assertThat(next(in))
                    .isEqualTo("data: {\"account\":\"hits\",\"balance\":0,\"reserved\":0,\"entries\":[]}");
        }
    }
}
