package stoa.http;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Component;
import stoa.runtime.Health;

/** What a service says of itself; {@link Shell#serve} does the rest. */
public final class Service {
    private final String name;
    private String summary = "";
    private @Nullable RouteClaim route;
    private final List<Component> components = new ArrayList<>();
    private final List<Supplier<Health.Check>> checks = new ArrayList<>();
    private final List<Consumer<Routes>> routes = new ArrayList<>();
    private final List<Consumer<PrometheusRegistry>> metrics = new ArrayList<>();
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final Map<Class<?>, Function<Throwable, Problem>> problems = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, Supplier<?>> details = new LinkedHashMap<>();

    /** The path prefix that leads to a service at the gateway. */
    public record RouteClaim(String prefix, boolean strip) {}

    private Service(String name) {
        this.name = name;
    }

    public static Service named(String name) {
        return new Service(name);
    }

    public Service says(String line) {
        summary = line;
        return this;
    }

    /** Asks the gateway for this prefix, stripped before the service sees the path. */
    public Service at(String prefix) {
        route = new RouteClaim(prefix, true);
        return this;
    }

    public Service at(String prefix, boolean strip) {
        route = new RouteClaim(prefix, strip);
        return this;
    }

    /** A store the service uses: shown by {@code /status}, degrades {@code /health} when it is away. Not closed here. */
    public Service uses(Component component) {
        components.add(component);
        return this;
    }

    /** Something of the service's own that {@code /status} shows under {@code details}, as JSON; must not wait. */
    public Service detail(String what, Supplier<?> as) {
        details.put(what, as);
        return this;
    }

    public Service check(Supplier<Health.Check> check) {
        checks.add(check);
        return this;
    }

    public Service routes(Consumer<Routes> more) {
        routes.add(more);
        return this;
    }

    /** Registers metrics of the service's own. */
    public Service metrics(Consumer<PrometheusRegistry> more) {
        metrics.add(more);
        return this;
    }

    /** How an exception of the service's own is answered, instead of as 500; holds for subclasses too. */
    public <X extends Throwable> Service maps(Class<X> type, Function<? super X, Problem> problem) {
        problems.put(type, e -> problem.apply(type.cast(e)));
        return this;
    }

    /** A header of every answer, errors among them, that does not have it by itself. */
    public Service header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Closed when the service stops, the last first. */
    public Service owns(AutoCloseable part) {
        owned.add(part);
        return this;
    }

    public String name() {
        return name;
    }

    public String summary() {
        return summary;
    }

    public Optional<RouteClaim> route() {
        return Optional.ofNullable(route);
    }

    Map<String, Object> details() {
        var shown = new LinkedHashMap<String, Object>();
        details.forEach((what, as) -> shown.put(what, as.get()));
        return shown;
    }

    /** The answer to an exception by the closest of its classes that is mapped. */
    Optional<Problem> problemOf(Throwable e) {
        for (Class<?> type = e.getClass(); type != null; type = type.getSuperclass()) {
            var problem = problems.get(type);
            if (problem != null) {
                return Optional.of(problem.apply(e));
            }
        }
        return Optional.empty();
    }

    /** The reply with the headers of every answer. */
    Reply complete(Reply reply) {
        if (headers.isEmpty()) {
            return reply;
        }
        var all = new LinkedHashMap<>(headers);
        all.putAll(reply.headers());
        return new Reply(reply.status(), all, reply.body());
    }

    List<Component> components() {
        return List.copyOf(components);
    }

    List<Supplier<Health.Check>> checks() {
        return List.copyOf(checks);
    }

    List<Consumer<Routes>> routing() {
        return List.copyOf(routes);
    }

    List<Consumer<PrometheusRegistry>> metering() {
        return List.copyOf(metrics);
    }

    List<AutoCloseable> owned() {
        return List.copyOf(owned);
    }
}
