package stoa.http;

/**
 * The requests a service answers. Patterns are absolute paths with parameters, {@code /names/{count}}, and at most one
 * rest parameter at the end, {@code /call/{path...}}. Known path, other method: 405 with {@code Allow}; a GET also
 * answers HEAD. What is said here becomes {@code /openapi.json} and the route label of the metrics.
 */
public interface Routes {
    default Route get(String pattern, Handler handler) {
        return on("GET", pattern, handler);
    }

    default Route post(String pattern, Handler handler) {
        return on("POST", pattern, handler);
    }

    default Route put(String pattern, Handler handler) {
        return on("PUT", pattern, handler);
    }

    default Route delete(String pattern, Handler handler) {
        return on("DELETE", pattern, handler);
    }

    Route on(String method, String pattern, Handler handler);

    /** What is said about one route, for people and for {@code /openapi.json}. */
    interface Route {
        Route says(String summary);

        /** Only an operator may ask this; anybody else gets 401 or 403. */
        Route forOperators();

        Route query(String name, String description);

        Route header(String name, String description);

        /** The request body's shape, by a record. */
        Route takes(Class<?> body);

        /** The answer's shape, by a record; {@code String.class} for text. */
        Route answers(int status, Class<?> body);

        Route answers(int status, String description);
    }
}
