package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.util.List;

/** The contract's section 9. */
final class GreeterTour {
    private GreeterTour() {}

    static List<Row> rows() {
        return List.of(
                get("/hello/").status(200).type("text/plain").expect("a greeting", answer -> !answer.body().isBlank()),
                get("/hello/health/live").status(200).has("live", "true"),
                Row.of("POST", "/hello/").problem(405).answerHeader("allow", "GET"),
                get("/").at("greeter").status(200).type("text/plain"));
    }
}
