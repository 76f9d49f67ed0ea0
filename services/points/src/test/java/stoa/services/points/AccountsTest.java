package stoa.services.points;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.services.points.PointsRole.header;
import static stoa.services.points.PointsRole.object;
import static stoa.services.points.PointsRole.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Json;

@Timeout(60)
class AccountsTest {
    private static final String ENTRIES = "/accounts/ana/entries";

    @TempDir
    Path folder;

    private PointsRole points;

    @BeforeEach
    void start() throws Exception {
        points = new PointsRole(folder, Map.of());
    }

    @AfterEach
    void stop() {
        points.close();
    }

    private HttpResponse<String> post(String json, String key) throws IOException {
        return points.post(ENTRIES, json, key);
    }

    @Test
    void anAccountBeginsWithItsFirstEntry() throws IOException {
        assertThat(points.get("/accounts/ana").statusCode()).isEqualTo(404);
        assertThat(points.get(ENTRIES).statusCode()).isEqualTo(404);
        var made = post("{\"amount\": 50, \"reason\": \"Бонус \\\"за\\\" покупку\", \"more\": true}", "order-1");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(text(made, "account")).isEqualTo("ana");
        assertThat(text(made, "kind")).isEqualTo("credit");
        assertThat(text(made, "amount")).isEqualTo("50");
        assertThat(text(made, "reason")).isEqualTo("Бонус \"за\" покупку");
        assertThat(text(made, "balance")).isEqualTo("50");
        assertThat(text(made, "durability")).isEqualTo("disk");
        assertThat(text(made, "at")).matches("20\\d\\d-\\d\\d-\\d\\dT.*Z");
        assertThat(header(made, "location")).isEqualTo("entries/" + text(made, "id"));
        assertThat(points.get("/accounts/ana/" + header(made, "location")).statusCode()).isEqualTo(200);
        assertThat(points.get("/accounts/ana").body())
                .isEqualTo("{\"account\":\"ana\",\"balance\":50,\"reserved\":0}");
    }

    @Test
    void aReplayGetsTheFirstBody() throws IOException {
        var first = post("{\"amount\": 50, \"reason\": \"once\"}", "order-1");
        post("{\"amount\": 7}", "order-2");
        var again = post("{\"reason\": \"once\", \"amount\": 50}", "order-1");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(header(again, "idempotent-replayed")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(header(first, "idempotent-replayed")).isEmpty();
        assertThat(points.balance("ana")).isEqualTo("57");
    }

    @Test
    void theSameKeyForSomethingElseIsRefused() throws IOException {
        post("{\"amount\": 50, \"reason\": \"once\"}", "order-1");
        for (var other : List.of("{\"amount\": 51, \"reason\": \"once\"}", "{\"amount\": 50, \"reason\": \"twice\"}",
                "{\"amount\": -50, \"reason\": \"once\"}", "{\"amount\": 50}")) {
            assertThat(post(other, "order-1").statusCode()).as(other).isEqualTo(422);
        }
        assertThat(points.post("/accounts/ana/reservations", "{\"amount\": 50}", "order-1").statusCode())
                .isEqualTo(422);
        // in another account it is another key
        assertThat(points.post("/accounts/bo/entries", "{\"amount\": 51}", "order-1").statusCode()).isEqualTo(201);
        assertThat(points.balance("ana")).isEqualTo("50");
    }

    @Test
    void nobodySpendsBelowZero() throws IOException {
        post("{\"amount\": 50}", "order-1");
        var refused = post("{\"amount\": -51}", "order-2");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(text(refused, "detail")).contains("50").contains("below zero");
        assertThat(points.post("/accounts/bo/entries", "{\"amount\": -1}", "k").statusCode()).isEqualTo(409);
        assertThat(points.get("/accounts/bo").statusCode()).isEqualTo(404);
        var spent = post("{\"amount\": -50}", "order-2");
        assertThat(spent.statusCode()).isEqualTo(201);
        assertThat(text(spent, "kind")).isEqualTo("spend");
        assertThat(points.balance("ana")).isEqualTo("0");
    }

    @Test
    void aBalanceStaysWhatANumberHoldsExactly() throws IOException {
        assertThat(post("{\"amount\": 9007199254740991}", "all").statusCode()).isEqualTo(201);
        var refused = post("{\"amount\": 1}", "more");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(text(refused, "detail")).contains("9007199254740991");
        assertThat(post("{\"amount\": -9007199254740991}", "none").statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"amount\": 0}", "{\"amount\": null}", "{\"amount\": 1.5}", "{\"amount\": \"5\"}",
            "{\"amount\": 9007199254740992}", "{\"amount\": -9007199254740992}", "{\"amount\": 1e3}",
            "{\"amount\": 10.0}", "{\"amount\": -0}", "{\"amount\": [5]}", "{\"amount\": true}",
            "{\"amount\": 100000000000000000000000000000}", "{\"amount\": 9007199254740990.9}"})
    void anAmountThatCannotBeIsNamed(String json) throws IOException {
        var answer = post(json, "k");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"amount\"");
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(points.get("/accounts/ana").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"amount\": 1, \"reason\": 5}", "{\"amount\": 1, \"reason\": \"a\\u0000b\"}",
            "{\"amount\": 1, \"reason\": \"a\\nb\"}", "{\"amount\": 1, \"reason\": \"\\ud800\"}"})
    void aReasonThatCannotBeIsNamed(String json) throws IOException {
        var answer = post(json, "k");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"reason\"");
    }

    @Test
    void aReasonHasFiveHundredCharactersAtMost() throws IOException {
        var longest = "😀".repeat(500);
        assertThat(text(post("{\"amount\": 1, \"reason\": " + Json.text(longest) + "}", "a"), "reason"))
                .isEqualTo(longest);
        assertThat(post("{\"amount\": 1, \"reason\": " + Json.text(longest + "x") + "}", "b").statusCode())
                .isEqualTo(422);
        assertThat(text(post("{\"amount\": 1}", "c"), "reason")).isEmpty();
    }

    @Test
    void aKeyIsNeededAndPrintable() throws IOException {
        assertThat(points.role.json("POST", ENTRIES, "{\"amount\": 1}").statusCode()).isEqualTo(400);
        for (var key : List.of("", " ", "k".repeat(129), "a\tb")) {
            assertThat(post("{\"amount\": 1}", key).statusCode()).as(key).isEqualTo(400);
        }
        assertThat(points.role.json("POST", ENTRIES, "{\"amount\": 1}", "Idempotency-Key", "a", "Idempotency-Key", "b")
                .statusCode()).isEqualTo(400);
        assertThat(post("{\"amount\": 1}", "k".repeat(128)).statusCode()).isEqualTo(201);
        assertThat(post("{\"amount\": 1}", "{a} ~%:\"'").statusCode()).isEqualTo(201);
    }

    @Test
    void aKeyThatIsNotAsciiIsRefusedAndNotReadAsAnother() throws IOException {
        for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), points.role.url().getPort())) {
                socket.getOutputStream().write(("POST " + ENTRIES + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                        + "application/json\r\nIdempotency-Key: caf\u00e9\r\nContent-Length: 12\r\n\r\n{\"amount\":1}")
                        .getBytes(charset));
                var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), charset));
                assertThat(answer.readLine()).startsWith("HTTP/1.1 400");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{ | application/json | 400", "[] | application/json | 400",
            "'' | application/json | 400", "{} | text/plain | 415"})
    void whatIsNoJsonObjectIsToldSo(String body, String type, int status) throws Exception {
        assertThat(points.role.text("POST", ENTRIES, body, "Idempotency-Key", "k", "Content-Type", type).statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_x", "-x", ".x", "two%20words", "%D0%B0%D0%BD%D0%B0", "a%2Fb", "a%00"})
    void anAccountsNameThatCannotBeIsNamed(String name) throws IOException {
        for (var answer : List.of(points.get("/accounts/" + name), points.get("/accounts/" + name + "/entries"),
                points.post("/accounts/" + name + "/entries", "{\"amount\": 1}", "k"))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(answer.body()).contains("\"field\":\"account\"");
        }
    }

    @Test
    void anAccountsNameHasAHundredAndTwentyEightCharactersAtMost() throws IOException {
        points.add("A.b_c@d:e-9" + "x".repeat(117), 1);
        assertThat(points.get("/accounts/" + "x".repeat(129)).statusCode()).isEqualTo(422);
    }

    @Test
    void entriesComeNewestFirstAPageAtATime() throws IOException {
        for (var n = 1; n <= 7; n++) {
            points.add("ana", n);
        }
        var first = points.get(ENTRIES + "?limit=3");
        assertThat(amounts(first)).containsExactly(7, 6, 5);
        var second = points.get(ENTRIES + "?limit=3&cursor=" + text(first, "next"));
        assertThat(amounts(second)).containsExactly(4, 3, 2);
        var last = points.get(ENTRIES + "?limit=3&cursor=" + text(second, "next"));
        assertThat(amounts(last)).containsExactly(1);
        assertThat(object(last)).containsEntry("next", null);
        assertThat(points.get(ENTRIES + "?limit=0").body()).contains("\"field\":\"limit\"");
        assertThat(points.get(ENTRIES + "?cursor=x").body()).contains("\"field\":\"cursor\"");
        assertThat(points.get(ENTRIES + "/nothing").statusCode()).isEqualTo(404);
    }

    private static List<Integer> amounts(HttpResponse<String> answer) {
        return ((List<?>) Objects.requireNonNull(object(answer).get("entries"))).stream()
                .map(e -> (Integer) Objects.requireNonNull(((Map<?, ?>) e).get("amount"))).toList();
    }

    @Test
    void anEntryIsReversedOnce() throws IOException {
        var id = points.add("ana", 50);
        var path = ENTRIES + "/" + id + "/reversal";
        var made = points.put(path, "{\"reason\": \"by mistake\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(text(made, "kind")).isEqualTo("reversal");
        assertThat(text(made, "amount")).isEqualTo("-50");
        assertThat(text(made, "refers")).isEqualTo(id);
        assertThat(header(made, "location")).isEqualTo("../" + text(made, "id"));
        for (var body : List.of("{\"reason\": \"by mistake\"}", "{\"reason\": \"another\"}", "")) {
            var again = points.put(path, body);
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(made.body());
            assertThat(header(again, "idempotent-replayed")).isEqualTo("true");
        }
        assertThat(points.balance("ana")).isEqualTo("0");
        assertThat(points.put(ENTRIES + "/" + text(made, "id") + "/reversal", "").statusCode()).isEqualTo(409);
        assertThat(points.put(ENTRIES + "/nothing/reversal", "").statusCode()).isEqualTo(404);
        assertThat(points.put("/accounts/bo/entries/" + id + "/reversal", "").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsSpentMeanwhileCannotBeReversed() throws IOException {
        var id = points.add("ana", 50);
        var spent = points.add("ana", -20);
        assertThat(points.put(ENTRIES + "/" + id + "/reversal", "").statusCode()).isEqualTo(409);
        assertThat(points.put(ENTRIES + "/" + spent + "/reversal", "").statusCode()).isEqualTo(201);
        assertThat(points.put(ENTRIES + "/" + id + "/reversal", "").statusCode()).isEqualTo(201);
        assertThat(points.balance("ana")).isEqualTo("0");
    }

    @Test
    void otherMethodsAreToldWhichThereAre() throws IOException {
        var answer = points.role.send("DELETE", "/accounts/ana");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "allow")).contains("GET");
        assertThat(points.get("/openapi.json").body()).contains("Idempotency-Key", "/accounts/{account}/entries");
    }
}
