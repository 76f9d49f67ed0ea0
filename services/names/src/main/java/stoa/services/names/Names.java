package stoa.services.names;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import stoa.http.Handler;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.Version;
import stoa.runtime.Role;
import stoa.runtime.Settings;

/** The name service: {@code GET /name} answers one random name, {@code GET /names/{count}} up to 100. */
public final class Names {
    private static final String SUMMARY = "Random names, repeatable by seed";
    private static final List<String> LOCALES = List.of("en", "ru", "pt-BR");
    private static final int MOST = 100;
    private static final int LONGEST_SEED = 100;
    private final WhoAmI whoAmI;
    private final Map<String, NameList> lists = new HashMap<>();
    private final long started = System.nanoTime();
    private final Counter requests = Counter.builder().name("service_api_requests_total")
            .help("Requests for names and for who answers").build();

    record WhoAmI(String name, String version, String instance, List<String> endpoints, List<String> locales) {}
    record OneName(String name) {}
    record SomeNames(List<String> names, int count) {}

    private Names(String instance) throws IOException {
        whoAmI = new WhoAmI("names", Version.current(), instance, List.of("name", "names/{count}"), LOCALES);
        for (var locale : LOCALES) {
            lists.put(locale, NameList.of(locale));
        }
    }

    /** The role's row; it has no settings of its own. */
    public static Role role(Settings in, Shell shell) {
        return new Role("names", SUMMARY, List.of(), context -> {
            var names = new Names(context.instance());
            return shell.serve(context, Service.named("names").says(SUMMARY).at("/api/").routes(names::routes)
                    .metrics(names::metrics));
        });
    }

    private void routes(Routes at) {
        at.get("/", counted(request -> whoAmI)).says("Who answers, and what can be asked").answers(200, WhoAmI.class);
        described(at.get("/name", counted(request -> new OneName(draw(request, 1).getFirst()))))
                .says("One random name").answers(200, OneName.class);
        described(at.get("/names/{count}", counted(request -> {
            var count = count(request);
            return new SomeNames(draw(request, count), count);
        }))).says("1 to " + MOST + " random names").answers(200, SomeNames.class);
    }

    private static Routes.Route described(Routes.Route it) {
        return it.query("locale", "one of " + String.join(", ", LOCALES) + "; the first by default")
                .query("seed", "any text: the same seed, the same names").answers(422, "names what is not valid");
    }

    private Handler counted(Function<Request, Object> answer) {
        return request -> {
            requests.inc();
            return Reply.json(answer.apply(request)).with("Cache-Control", "no-store");
        };
    }

    private List<String> draw(Request request, int count) {
        var list = lists.get(request.query("locale").orElse(LOCALES.getFirst()));
        if (list == null) {
            throw Problem.invalid("locale", "must be one of " + String.join(", ", LOCALES));
        }
        var random = request.query("seed").map(Names::seeded).orElseGet(SplittableRandom::new);
        return Stream.generate(() -> list.name(random)).limit(count).toList();
    }

    private static SplittableRandom seeded(String seed) {
        if (seed.length() > LONGEST_SEED) {
            throw Problem.invalid("seed", "must not be longer than " + LONGEST_SEED + " characters");
        }
        var digest = UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
        return new SplittableRandom(digest.getMostSignificantBits());
    }

    private static int count(Request request) {
        var count = request.parameter("count");
        if (!count.matches("0*([1-9]\\d?|" + MOST + ")")) {
            throw Problem.invalid("count", "must be a whole number from 1 to " + MOST);
        }
        return Integer.parseInt(count);
    }

    private void metrics(PrometheusRegistry registry) {
        registry.register(requests);
        gauge(registry, "service_api_uptime_seconds", "since the start", () -> (System.nanoTime() - started) / 1e9);
        gauge(registry, "service_api_memory_usage_bytes", "heap in use in this instance's process",
                () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        gauge(registry, "service_api_up", "1 while the service runs", () -> 1);
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder().name(name).help(help)
                .callback(callback -> callback.call(value.getAsDouble())).register(registry);
    }
}
