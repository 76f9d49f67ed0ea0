package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.time.Duration;
import java.util.List;

/** The contract's section 7. */
final class InfraTour {
    /** The page shows what it has within two seconds; a platform that has just started may need longer for all. */
    private static final Duration FIRST_SURVEY = Duration.ofSeconds(10);

    private InfraTour() {}

    static List<Row> rows() {
        return List.of(
                get("/infra/").header("Accept", "text/html").status(200).type("text/html").says("<h1>")
                        .says("relational").says("redis"),
                get("/infra/").header("Accept", "application/json").status(200).type("application/json")
                        .has("stores.0.name", "relational").has("stores.0.state").has("stores.0.version")
                        .has("stores.0.since").has("stores.1.name", "redis").has("instances.instances.0.instance")
                        .within(FIRST_SURVEY),
                get("/infra/stores").status(200).type("application/json").has("stores.0.state"),
                get("/infra/instances").status(200).has("instances.0.stores").within(FIRST_SURVEY),
                get("/infra/metrics").status(200).says("stoa_store_up{store=\"relational\"}"),
                get("/").at("infra").status(200).type("text/html").says("<h1>"));
    }
}
