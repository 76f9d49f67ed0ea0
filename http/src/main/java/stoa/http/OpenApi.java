package stoa.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The OpenAPI 3.1 document of one service, from what its routes say of themselves. */
final class OpenApi {
    private static final String PROBLEM = "application/problem+json";

    private final Schemas schemas = new Schemas();

    /** The shape of every error. */
    private record ProblemDetails(String type, String title, int status, String detail, String traceId,
            String requestId, @Nullable List<Problem.FieldError> errors) {}

    private OpenApi() {}

    static byte[] document(Service service, List<RouteEntry> routes) {
        return Json.bytes(new OpenApi().root(service, routes));
    }

    private Map<String, Object> root(Service service, List<RouteEntry> routes) {
        var paths = new LinkedHashMap<String, Map<String, Object>>();
        for (var route : routes) {
            paths.computeIfAbsent(route.pattern().replace("...}", "}"), _ -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        var root = new LinkedHashMap<String, Object>();
        root.put("openapi", "3.1.0");
        root.put("info",
                Map.of("title", service.name(), "summary", service.summary(), "version", Version.current()));
        // Relative to this document, so that it holds behind any prefix.
        root.put("servers", List.of(Map.of("url", ".")));
        root.put("paths", paths);
        root.put("components", Map.of("schemas", schemas.named(), "securitySchemes",
                Map.of("operator", Map.of("type", "http", "scheme", "bearer", "description",
                        "The platform's token; a client on the platform's own machine may need none"))));
        return root;
    }

    private Map<String, Object> operation(RouteEntry route) {
        var operation = new LinkedHashMap<String, Object>();
        if (!route.summary().isEmpty()) {
            operation.put("summary", route.summary());
        }
        operation.put("operationId", operationId(route));
        if (route.isForOperators()) {
            operation.put("security", List.of(Map.of("operator", List.of())));
        }
        var parameters = parameters(route);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        var body = route.body();
        if (body != null) {
            operation.put("requestBody",
                    Map.of("required", true, "content", content("application/json", schemas.of(body))));
        }
        operation.put("responses", responses(route));
        return operation;
    }

    /** {@code getNamesCount} for {@code GET /names/{count}}. */
    private static String operationId(RouteEntry route) {
        var id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
        for (var word : route.pattern().split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                id.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return id.toString();
    }

    private static List<Map<String, Object>> parameters(RouteEntry route) {
        var parameters = new ArrayList<Map<String, Object>>();
        for (var segment : route.segments()) {
            switch (segment) {
                case RouteEntry.Segment.Literal _ -> {
                }
                case RouteEntry.Segment.Parameter(var name) -> parameters.add(parameter("path", name, ""));
                case RouteEntry.Segment.Rest(var name) ->
                    parameters.add(parameter("path", name, "the rest of the path, slashes included"));
            }
        }
        route.queries().forEach(q -> parameters.add(parameter("query", q.name(), q.description())));
        route.headers().forEach(h -> parameters.add(parameter("header", h.name(), h.description())));
        return parameters;
    }

    private static Map<String, Object> parameter(String in, String name, String description) {
        var parameter = new LinkedHashMap<String, Object>();
        parameter.put("name", name);
        parameter.put("in", in);
        if (!description.isEmpty()) {
            parameter.put("description", description);
        }
        parameter.put("required", in.equals("path"));
        parameter.put("schema", Map.of("type", "string"));
        return parameter;
    }

    private Map<String, Object> responses(RouteEntry route) {
        var responses = new LinkedHashMap<String, Object>();
        for (var answer : route.answers()) {
            var shape = answer.shape();
            if (shape == null) {
                responses.put(Integer.toString(answer.status()), Map.of("description", answer.description()));
            } else {
                var type = shape == String.class ? "text/plain" : "application/json";
                responses.put(Integer.toString(answer.status()),
                        Map.of("description", answer.description(), "content", content(type, schemas.of(shape))));
            }
        }
        if (responses.isEmpty()) {
            responses.put("200", Map.of("description", Status.reason(200)));
        }
        responses.put("default",
                Map.of("description", "An error", "content", content(PROBLEM, schemas.of(ProblemDetails.class))));
        return responses;
    }

    private static Map<String, Object> content(String type, Map<String, Object> schema) {
        return Map.of(type, Map.of("schema", schema));
    }
}
