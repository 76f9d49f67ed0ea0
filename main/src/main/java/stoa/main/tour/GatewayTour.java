package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.util.List;

/** The contract's section 4. */
final class GatewayTour {
    private static final int MORE_THAN_ONE_MIB = 1_100_000;

    private GatewayTour() {}

    static List<Row> rows() {
        return List.of(
                get("/").header("Accept", "application/json").status(200).type("application/json"),
                get("/health").status(200).has("live", "true").has("ready", "true"),
                get("/health/ready").status(200),
                get("/status").status(200).has("name", "gateway").has("version").has("instance"),
                get("/metrics").status(200).type("text/plain").says("# TYPE"),
                get("/openapi.json").status(200).has("openapi"),
                Row.of("HEAD", "/api/name").status(200).expect("no body", answer -> answer.body().isEmpty()),
                get("/services/call/gateway/routes").status(200).has("routes").has("standing"),
                get("/services/call/gateway/routes/explain?url=/api/name").status(200)
                        .says("relayed to the service names"),
                get("/nowhere").problem(404),
                get("/services/call/nobody/here").problem(404),
                Row.of("PUT", "/services/tour-large/instances/tour-1").json("\"" + "x".repeat(MORE_THAN_ONE_MIB) + "\"")
                        .problem(413));
    }
}
