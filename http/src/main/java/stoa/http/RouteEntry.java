package stoa.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One route as it was declared: what it answers to, with what, and what is said about it. */
final class RouteEntry implements Routes.Route {
    private final String method;
    private final String pattern;
    private final Handler handler;
    private final List<Segment> segments;
    private final List<Named> queries = new ArrayList<>();
    private final List<Named> headers = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private boolean forOperators;
    private String summary = "";
    private @Nullable Class<?> body;

    /** A segment of a pattern. */
    sealed interface Segment {
        record Literal(String text) implements Segment {}

        record Parameter(String name) implements Segment {}

        record Rest(String name) implements Segment {}
    }

    /** A query parameter or a header. */
    record Named(String name, String description) {}

    /** One possible answer; a shape or a description. */
    record Answer(int status, @Nullable Class<?> shape, String description) {}

    RouteEntry(String method, String pattern, Handler handler) {
        this.method = method;
        this.pattern = pattern;
        this.handler = handler;
        this.segments = parse(pattern);
    }

    private static List<Segment> parse(String pattern) {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException(pattern + " is not an absolute path");
        }
        var segments = new ArrayList<Segment>();
        for (var text : pattern.substring(1).split("/", -1)) {
            if (!segments.isEmpty() && segments.getLast() instanceof Segment.Rest) {
                throw new IllegalArgumentException(pattern + " goes on after its rest parameter");
            }
            segments.add(segment(text));
        }
        return List.copyOf(segments);
    }

    private static Segment segment(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            return new Segment.Literal(text);
        }
        var name = text.substring(1, text.length() - 1);
        return name.endsWith("...")
                ? new Segment.Rest(name.substring(0, name.length() - "...".length()))
                : new Segment.Parameter(name);
    }

    /** The values of this route's parameters in a path that it matches. */
    Map<String, String> parameters(List<String> path) {
        Map<String, String> values = Map.of();
        for (var i = 0; i < segments.size(); i++) {
            var name = switch (segments.get(i)) {
                case Segment.Literal _ -> null;
                case Segment.Parameter parameter -> parameter.name();
                case Segment.Rest rest -> rest.name();
            };
            if (name != null) {
                values = values.isEmpty() ? new HashMap<>() : values;
                values.put(name, segments.get(i) instanceof Segment.Rest
                        ? String.join("/", path.subList(i, path.size()))
                        : path.get(i));
            }
        }
        return values;
    }

    @Override
    public Routes.Route says(String line) {
        summary = line;
        return this;
    }

    @Override
    public Routes.Route forOperators() {
        if (method.equals("GET")) {
            throw new IllegalStateException(pattern + ": reading is open, and the gateway tells nothing of who reads");
        }
        forOperators = true;
        return this;
    }

    boolean isForOperators() {
        return forOperators;
    }

    @Override
    public Routes.Route query(String name, String description) {
        queries.add(new Named(name, description));
        return this;
    }

    @Override
    public Routes.Route header(String name, String description) {
        headers.add(new Named(name, description));
        return this;
    }

    @Override
    public Routes.Route takes(Class<?> shape) {
        body = shape;
        return this;
    }

    @Override
    public Routes.Route answers(int status, Class<?> shape) {
        answers.add(new Answer(status, shape, Status.reason(status)));
        return this;
    }

    @Override
    public Routes.Route answers(int status, String description) {
        answers.add(new Answer(status, null, description));
        return this;
    }

    String method() {
        return method;
    }

    String pattern() {
        return pattern;
    }

    Handler handler() {
        return handler;
    }

    List<Segment> segments() {
        return segments;
    }

    String summary() {
        return summary;
    }

    List<Named> queries() {
        return queries;
    }

    List<Named> headers() {
        return headers;
    }

    @Nullable
    Class<?> body() {
        return body;
    }

    List<Answer> answers() {
        return answers;
    }
}
