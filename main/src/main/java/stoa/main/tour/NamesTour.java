package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.util.ArrayList;
import java.util.List;

/** The contract's section 2. */
final class NamesTour {
    private NamesTour() {}

    static List<Row> rows() {
        var repeated = new ArrayList<String>();
        return List.of(
                get("/api/").status(200).has("name", "names").has("instance"),
                get("/api/name").status(200).type("application/json").has("name"),
                get("/api/names/3").status(200).has("names", "3").has("count", "3"),
                get("/api/names/5?seed=tour&locale=ru").status(200).has("names", "5")
                        .expect("noted", answer -> repeated.add(answer.body())),
                get("/api/names/5?seed=tour&locale=ru").status(200)
                        .expect("the same names again", answer -> repeated.contains(answer.body())),
                get("/api/name?locale=pt-BR").status(200).has("name"),
                get("/api/names/101").invalid("count").says("100"),
                get("/api/names/0").invalid("count"),
                get("/api/name?locale=xx").invalid("locale"),
                get("/api/nothing").problem(404),
                Row.of("DELETE", "/api/name").problem(405).answerHeader("allow", "GET"),
                get("/api").status(308).answerHeader("location", "/"),
                get("/api/metrics").status(200).says("service_api_requests_total").says("service_api_up"),
                get("/name").at("names").status(200).has("name"));
    }
}
