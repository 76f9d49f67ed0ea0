package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.util.List;

/** The contract's section 4, as a browser sees it. */
final class ConsoleTour {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private ConsoleTour() {}

    static List<Row> rows() {
        return List.of(
                get("/").header("Accept", BROWSER).status(302).answerHeader("location", "console/"),
                get("/console").status(308).answerHeader("location", "console/"),
                get("/console/").header("Accept", BROWSER).status(200).type("text/html")
                        .answerHeader("content-security-policy", "default-src 'none'").answerHeader("etag", "\""),
                get("/console/main.js").status(200).type("text/javascript"),
                get("/docs/").header("Accept", BROWSER).status(200).type("text/html")
                        .answerHeader("content-security-policy", "script-src 'self'"),
                get("/console/session").status(200).has("signedIn", "false"),
                Row.of("POST", "/console/session").json("{\"token\": \"not that of any platform\"}").problem(403),
                Row.of("POST", "/console/session").json("{}").invalid("token"),
                get("/console/nowhere").header("Accept", BROWSER).status(404).type("text/html"));
    }
}
