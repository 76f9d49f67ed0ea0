package stoa.services.points;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.services.points.PointsRole.header;
import static stoa.services.points.PointsRole.object;
import static stoa.services.points.PointsRole.text;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ReservationsTest {
    private static final String RESERVATIONS = "/accounts/ana/reservations";

    @TempDir
    Path folder;

    private PointsRole points;

    @BeforeEach
    void start() throws Exception {
        points = new PointsRole(folder, Map.of());
        points.add("ana", 100);
    }

    @AfterEach
    void stop() {
        points.close();
    }

    private String reserve(long amount, String ttl) throws IOException {
        var answer = points.post(RESERVATIONS, "{\"amount\":" + amount + ",\"ttl\":\"" + ttl + "\"}",
                "key " + System.nanoTime());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return text(answer, "id");
    }

    private HttpResponse<String> end(String id, String how, String json) throws IOException {
        return points.put(RESERVATIONS + "/" + id + "/" + how, json);
    }

    private String account() throws IOException {
        var account = points.get("/accounts/ana");
        return text(account, "balance") + " and " + text(account, "reserved");
    }

    private static List<?> list(HttpResponse<String> answer, String field) {
        return (List<?>) Objects.requireNonNull(object(answer).get(field));
    }

    private List<?> open() throws IOException {
        return list(points.get(RESERVATIONS), "reservations");
    }

    @Test
    void whatIsPutAsideCannotBeSpent() throws IOException {
        var made = points.post(RESERVATIONS, "{\"amount\": 30, \"reason\": \"order 7\"}", "order-7");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(text(made, "kind")).isEqualTo("reserve");
        assertThat(text(made, "amount")).isEqualTo("-30");
        assertThat(Duration.between(Instant.parse(text(made, "at")), Instant.parse(text(made, "expires"))))
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(header(made, "location")).isEqualTo("entries/" + text(made, "id"));
        assertThat(account()).isEqualTo("70 and 30");
        assertThat(points.post("/accounts/ana/entries", "{\"amount\": -71}", "k").statusCode()).isEqualTo(409);
        assertThat(points.post(RESERVATIONS, "{\"amount\": 71}", "k").statusCode()).isEqualTo(409);
        var again = points.post(RESERVATIONS, "{\"amount\": 30, \"reason\": \"order 7\", \"ttl\": \"900s\"}",
                "order-7");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(made.body());
        assertThat(open()).hasSize(1);
    }

    @Test
    void whatWasPutAsideIsTakenOnce() throws IOException {
        var id = reserve(30, "1h");
        var made = end(id, "commit", "");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(text(made, "kind")).isEqualTo("commit");
        assertThat(text(made, "amount")).isEqualTo("0");
        assertThat(text(made, "refers")).isEqualTo(id);
        assertThat(points.get("/accounts/ana/entries/" + text(made, "id")).statusCode()).isEqualTo(200);
        assertThat(header(made, "location")).isEqualTo("../../entries/" + text(made, "id"));
        assertThat(account()).isEqualTo("70 and 0");
        var again = end(id, "commit", "{\"amount\": 30}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(made.body());
        assertThat(header(again, "idempotent-replayed")).isEqualTo("true");
        assertThat(end(id, "commit", "{\"amount\": 29}").statusCode()).isEqualTo(409);
        assertThat(end(id, "release", "").statusCode()).isEqualTo(409);
        assertThat(account()).isEqualTo("70 and 0");
        assertThat(open()).isEmpty();
    }

    @Test
    void aPartMayBeTakenAndTheRestGoesBack() throws IOException {
        var id = reserve(30, "1h");
        var made = end(id, "commit", "{\"amount\": 12, \"reason\": \"two of five\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(text(made, "amount")).isEqualTo("18");
        assertThat(account()).isEqualTo("88 and 0");
    }

    @Test
    void whatIsReleasedIsThereAgain() throws IOException {
        var id = reserve(30, "1h");
        var made = end(id, "release", "{\"reason\": \"cancelled\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(text(made, "kind")).isEqualTo("release");
        assertThat(text(made, "amount")).isEqualTo("30");
        assertThat(account()).isEqualTo("100 and 0");
        assertThat(end(id, "release", "").body()).isEqualTo(made.body());
        assertThat(end(id, "commit", "").statusCode()).isEqualTo(409);
    }

    @Test
    void whatIsNeitherTakenNorReleasedGoesBackInTheEnd() throws IOException {
        var id = reserve(30, "3s");
        assertThat(account()).isEqualTo("70 and 30");
        await("its time is over", () -> {
            try {
                return account().equals("100 and 0");
            } catch (IOException e) {
                return false;
            }
        });
        for (var how : List.of("commit", "release")) {
            var late = end(id, how, "");
            assertThat(late.statusCode()).isEqualTo(409);
            assertThat(text(late, "detail")).contains("expired");
        }
        var newest = (Map<?, ?>) list(points.get("/accounts/ana/entries"), "entries").getFirst();
        assertThat(newest.get("kind")).isEqualTo("expiry");
        assertThat(newest.get("refers")).isEqualTo(id);
        assertThat(open()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{} | amount", "{\"amount\": 0} | amount", "{\"amount\": -5} | amount",
            "{\"amount\": 1, \"ttl\": \"0s\"} | ttl", "{\"amount\": 1, \"ttl\": \"31d\"} | ttl",
            "{\"amount\": 1, \"ttl\": \"soon\"} | ttl", "{\"amount\": 1, \"ttl\": 15} | ttl"})
    void whatCannotBeIsNamed(String json, String field) throws IOException {
        var answer = points.post(RESERVATIONS, json, "k");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
        assertThat(account()).isEqualTo("100 and 0");
    }

    @Test
    void aCommitIsOfWhatIsReservedAndNoMore() throws IOException {
        var id = reserve(30, "1h");
        for (var amount : List.of("31", "0", "-1", "1.5", "\"30\"")) {
            assertThat(end(id, "commit", "{\"amount\": " + amount + "}").statusCode()).as(amount).isEqualTo(422);
        }
        assertThat(account()).isEqualTo("70 and 30");
    }

    @Test
    void onlyAReservationIsCommittedOrReleased() throws IOException {
        var credit = points.add("ana", 1);
        assertThat(end(credit, "commit", "").statusCode()).isEqualTo(404);
        assertThat(end("nothing", "release", "").statusCode()).isEqualTo(404);
        var id = reserve(1, "1h");
        assertThat(points.put("/accounts/bo/reservations/" + id + "/commit", "").statusCode()).isEqualTo(404);
        assertThat(points.put("/accounts/ana/entries/" + id + "/reversal", "").statusCode()).isEqualTo(409);
        assertThat(points.get("/accounts/bo/reservations").statusCode()).isEqualTo(404);
        assertThat(points.role.json("POST", RESERVATIONS, "{\"amount\": 1}").statusCode()).isEqualTo(400);
    }

    @Test
    void openOnesComeAPageAtATime() throws IOException {
        for (var n = 0; n < 5; n++) {
            reserve(1, "1h");
        }
        var first = points.get(RESERVATIONS + "?limit=3");
        assertThat(list(first, "reservations")).hasSize(3);
        var rest = points.get(RESERVATIONS + "?limit=3&cursor=" + text(first, "next"));
        assertThat(list(rest, "reservations")).hasSize(2);
        assertThat(object(rest)).containsEntry("next", null);
    }
}
