package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import stoa.main.remote.CommandFailed;
import stoa.main.remote.Remote;
import stoa.main.remote.Remote.Answer;

/** The contract's section 1, with visits that count, and an account of the tour's own that stays, empty. */
final class PointsTour {
    private static final String HEADLINE = "<h1 style=\"color:blue\">Бизнес-стенд \"Инновации\"</h1>";
    private static final String TOTAL = "<p>Начислено баллов: <strong>";
    private static final String WORDS = "Баллов начислено: ";

    private final String account = "/points/accounts/tour-"
            + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final AtomicLong total = new AtomicLong(-1);

    private PointsTour() {}

    /** @param main where the account gets its first entry and a reservation, whose ids the other requests need */
    static List<Row> rows(Remote main) throws CommandFailed {
        var tour = new PointsTour();
        var first = tour.post(main, "/entries", "{\"amount\": 50, \"reason\": \"tour\"}", "first");
        var reserved = tour.post(main, "/reservations", "{\"amount\": 20, \"ttl\": \"1m\"}", "reserved");
        return Stream.of(tour.visits(), tour.entries(first), tour.refused(), tour.reservations(reserved),
                tour.proofs(first), tour.leave(first)).flatMap(List::stream).toList();
    }

    private Answer post(Remote main, String path, String json, String key) throws CommandFailed {
        return main.send("POST", account + path,
                Map.of("Content-Type", "application/json", "Idempotency-Key", key), json);
    }

    private List<Row> visits() {
        return List.of(
                get("/points/").status(200).type("text/html").says(HEADLINE).says(TOTAL)
                        .answerHeaderIs("cache-control", "no-store").expect("a total", this::grows),
                get("/points/").header("Accept", "text/plain").status(200).type("text/plain").says(WORDS)
                        .expect("a greater total", this::grows),
                get("/points/").header("Accept", "application/json").status(200).type("application/json").has("points")
                        .expect("a greater total", this::grows),
                get("/").at("points").header("Accept", "*/*").status(200).says(HEADLINE)
                        .expect("a greater total", this::grows),
                Row.of("HEAD", "/points/").status(200).type("text/html"),
                get("/points/").header("Sec-Purpose", "prefetch").status(200).says(TOTAL),
                get("/points/accounts/hits").status(200).has("account", "hits").has("balance"),
                get("/points/accounts/hits/entries?limit=1").status(200).has("entries", "1").has("next"));
    }

    private boolean grows(Answer answer) {
        var number = answer.body().replaceFirst("(?s).*(?:<strong>|начислено: |\"points\":)(\\d+).*", "$1");
        return number.matches("\\d{1,16}") && Long.parseLong(number) > total.getAndSet(Long.parseLong(number));
    }

    private Row post(String path, String json, String key) {
        return Row.of("POST", account + path).json(json).header("Idempotency-Key", key);
    }

    private Row put(String path) {
        return Row.of("PUT", account + path);
    }

    private static String id(Answer made) {
        return JsonField.of(made.body(), "id");
    }

    private List<Row> entries(Answer first) {
        return List.of(
                get(account + "/entries/" + id(first)).status(200).has("amount", "50").has("reason", "tour")
                        .has("balance", "50").has("at"),
                get(account).status(200).has("balance", "30").has("reserved", "20"),
                post("/entries", "{\"amount\": 50, \"reason\": \"tour\"}", "first").status(200)
                        .answerHeaderIs("idempotent-replayed", "true")
                        .expect("the first body", answer -> answer.body().equals(first.body())),
                post("/entries", "{\"amount\": 51, \"reason\": \"tour\"}", "first").problem(422),
                post("/entries", "{\"amount\": 7}", "second").status(201).has("id").has("durability")
                        .has("balance", "37").answerHeader("location", "entries/"),
                post("/entries", "{\"amount\": -7}", "third").status(201).has("balance", "30"),
                post("/entries", "{\"amount\": -31}", "fourth").problem(409),
                get(account + "/entries").status(200).has("entries", "4").has("entries.0.amount", "-7"));
    }

    private List<Row> refused() {
        return List.of(
                Row.of("POST", account + "/entries").json("{\"amount\": 1}").problem(400),
                post("/entries", "{\"amount\": 1}", "k".repeat(129)).problem(400),
                post("/entries", "{", "k").problem(400),
                post("/entries", "{}", "k").invalid("amount"),
                post("/entries", "{\"amount\": 1.5}", "k").invalid("amount"),
                post("/entries", "{\"amount\": 9007199254740992}", "k").invalid("amount"),
                get(account + "-nobody").problem(404),
                get("/points/accounts/_").invalid("account"),
                get(account + "/entries?limit=201").invalid("limit"),
                Row.of("DELETE", account).problem(405).answerHeader("allow", "GET"),
                get("/points").status(308).answerHeaderIs("location", "points/"));
    }

    private List<Row> reservations(Answer reserved) {
        var path = "/reservations/" + id(reserved);
        return List.of(
                get(account + "/reservations").status(200).has("reservations", "1").has("reservations.0.expires"),
                put(path + "/commit").json("{\"amount\": 5}").status(201).has("kind", "commit").has("amount", "15"),
                put(path + "/commit").json("{\"amount\": 5}").status(200).answerHeaderIs("idempotent-replayed", "true"),
                put(path + "/release").problem(409),
                get(account).status(200).has("balance", "45").has("reserved", "0"));
    }

    private List<Row> proofs(Answer first) {
        return List.of(
                Row.of("POST", "/points/receipts").json("{\"ids\": [\"" + id(first) + "\"]}").status(201)
                        .has("checked", "1").has("missing", "0"),
                Row.of("POST", "/points/receipts").json("{\"ids\": [1]}").invalid("ids"),
                get("/points/receipts?limit=1").status(200).has("receipts", "1").has("receipts.0.instance"),
                get("/points/verification").status(200).has("entries").has("discrepancies", "0"),
                get("/points/metrics").status(200).says("points_entries_total{kind=\"credit\"}"));
    }

    private List<Row> leave(Answer first) {
        return List.of(
                put("/entries/" + id(first) + "/reversal").problem(409),
                post("/entries", "{\"amount\": 5}", "fifth").status(201),
                put("/entries/" + id(first) + "/reversal").status(201).has("kind", "reversal").has("balance", "0"),
                put("/entries/" + id(first) + "/reversal").status(200).answerHeaderIs("idempotent-replayed", "true"),
                get(account).status(200).has("balance", "0"));
    }
}
