package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The contract's section 3, with a service of the tour's own that comes, is called, drained, enabled, and goes. */
final class CatalogTour {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String INSTANCE = "/services/" + Visitor.SERVICE + "/instances/" + Visitor.INSTANCE;

    private CatalogTour() {}

    static List<Row> rows(URI visitor) {
        return Stream.of(reading(), refused(visitor), visit(visitor), leave(), calls()).flatMap(List::stream).toList();
    }

    private static List<Row> reading() {
        return List.of(
                get("/services").status(200).has("services"),
                get("/services?name=names&limit=1").status(200).has("services.0.name", "names"),
                get("/services/1").status(200).has("id", "1").has("name", "names").has("state", "up")
                        .has("instances.0.routable", "true").has("instances.0.reason"),
                get("/services/names").status(200).has("id", "1"),
                get("/services/health").status(200).has("services.0.instances.0.reason"),
                get("/services/call/1/name").status(200).has("name"),
                get("/services/nobody").problem(404),
                get("/services?limit=201").invalid("limit"),
                Row.of("POST", "/services/names").problem(405).answerHeader("allow", "GET"),
                get("/services").at("catalog").status(200).has("services"),
                get("/services/call/1/name").at("catalog").status(200).has("name"),
                discover("GET"), discover("POST"), discover("POST").at("catalog"),
                Row.of("PUT", "/services/discover").problem(405).answerHeader("allow", "POST"));
    }

    /** Lists of what there may be nothing of. */
    private static Row discover(String method) {
        return Row.of(method, "/services/discover").status(200).type("application/json")
                .answerHeader("cache-control", "no-store").says("\"found\":[").says("\"added\":[").says("\"lost\":[");
    }

    private static List<Row> refused(URI visitor) {
        return List.of(
                put(INSTANCE, "{").problem(400),
                Row.of("PUT", INSTANCE).sending("text/plain", "hello").problem(415),
                put(INSTANCE, "{\"url\": \"nonsense\"}").invalid("url"),
                put(INSTANCE, "{\"url\": \"" + visitor + "\", \"check\": {\"http\": \"/\", \"status\": \"fine\"}}")
                        .invalid("check.status"),
                put("/services/watch/instances/one", "{\"url\": \"" + visitor + "\"}").invalid("name"),
                put(INSTANCE, "{\"url\": \"" + visitor + "\", \"route\": {\"prefix\": \"/services/\"}}").problem(409),
                put(INSTANCE, "{\"url\": \"" + visitor + "\", \"route\": {\"prefix\": \"/api/mine/\"}}").problem(409),
                Row.of("PUT", INSTANCE + "/heartbeat").problem(404));
    }

    private static List<Row> visit(URI visitor) {
        var registration = "{\"url\": \"" + visitor + "\", \"tags\": [\"tour\"], \"route\": {\"prefix\": \""
                + Visitor.PREFIX
                + "\"}, \"check\": {\"http\": \"/hello\", \"status\": \"200\", \"interval\": \"500ms\"}, \"ttl\": \"1m\"}";
        return List.of(
                put(INSTANCE, registration).status(201).has("id", Visitor.INSTANCE).has("intent", "enabled"),
                put(INSTANCE, registration).status(200),
                get(Visitor.PREFIX + "hello").within(SOON).status(200).says(Visitor.ANSWER),
                get("/services/call/" + Visitor.SERVICE + "/hello").status(200).says(Visitor.ANSWER),
                get("/services?tag=tour").status(200).has("services.0.name", Visitor.SERVICE),
                Row.of("PUT", INSTANCE + "/heartbeat").status(204),
                put(INSTANCE + "/intent", "{\"intent\": \"asleep\"}").invalid("intent"),
                put(INSTANCE + "/intent", "{\"intent\": \"draining\"}").status(200).has("intent", "draining")
                        .has("routable", "false").has("reason"),
                get("/services/call/" + Visitor.SERVICE + "/hello").within(SOON).problem(503),
                put(INSTANCE, registration).status(200).has("intent", "draining"),
                put(INSTANCE + "/intent", "{\"intent\": \"enabled\"}").status(200).has("intent", "enabled"),
                get("/services/call/" + Visitor.SERVICE + "/hello").within(SOON).status(200).says(Visitor.ANSWER),
                get(INSTANCE + "/history").status(200).has("flips.0.routable", "true").has("flips.0.reason")
                        .has("flips.1.reason", "draining by the operator's will"));
    }

    private static List<Row> leave() {
        return List.of(
                Row.of("DELETE", INSTANCE).status(204),
                Row.of("DELETE", INSTANCE).problem(404),
                put("/services/" + Visitor.SERVICE + "/scale", "{\"replicas\": 2}").problem(409),
                put("/services/" + Visitor.SERVICE + "/scale", "{}").invalid("replicas"),
                get(Visitor.PREFIX + "hello").within(SOON).problem(404));
    }

    private static List<Row> calls() {
        return List.of(
                get("/services/logs?service=" + Visitor.SERVICE + "&why=call").within(SOON).status(200)
                        .has("calls.0.at").has("calls.0.instance", Visitor.INSTANCE).has("calls.0.method", "GET")
                        .has("calls.0.path").has("calls.0.status", "200").has("calls.0.durationMs")
                        .has("calls.0.traceId").has("leftOut"),
                get("/services/logs?service=" + Visitor.SERVICE + "&status=5xx").within(SOON).status(200)
                        .has("calls.0.why", "failure").has("calls.0.status", "503"),
                get("/services/logs?limit=1").status(200).has("calls", "1").has("next"),
                get("/services/logs?status=often").invalid("status"),
                get("/services/logs").at("catalog").status(200).has("calls"),
                get("/services/stats?service=" + Visitor.SERVICE).within(SOON).status(200).has("window", "5m")
                        .has("services.0.service", Visitor.SERVICE).has("services.0.calls").has("services.0.errors")
                        .has("services.0.perSecond").has("services.0.p50Ms").has("services.0.p95Ms")
                        .has("services.0.p99Ms").has("services.0.endpoints.0.endpoint", "GET /hello"),
                get("/services/stats?window=2h").invalid("window"),
                Row.of("POST", "/services/logs").json("{\"number\": 1}").invalid("gateway"),
                Row.of("POST", "/services/health").json("{\"findings\": []}").invalid("by"),
                Row.of("POST", "/services/health").json("{\"by\": \"tour\", \"findings\": []}").status(204),
                get("/services/prometheus").status(200).type("application/json").has("0.targets", "1")
                        .has("0.labels.__metrics_path__", "/metrics").has("0.labels.instance"));
    }

    private static Row put(String path, String json) {
        return Row.of("PUT", path).json(json);
    }
}
