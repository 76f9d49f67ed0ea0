package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable table = new RouteTable();

    @BeforeEach
    void declare() {
        for (var route : new String[]{"GET /", "GET /services", "GET /services/{id}", "GET /services/health",
                "PUT /services/{name}/instances/{instance}", "POST /services/discover", "GET /call/{id}/{path...}",
                "POST /call/{id}/status", "GET /names/"}) {
            var parts = route.split(" ");
            table.on(parts[0], parts[1], _ -> Reply.empty(204));
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /, /", "GET, /services, /services", "HEAD, /services, /services",
            "GET, /services/7, /services/{id}", "GET, /services/health, /services/health",
            "GET, /services/Health, /services/{id}", "GET, /services/healt%68, /services/health",
            "GET, /services/discover, /services/{id}", "POST, /services/discover, /services/discover",
            "GET, /call/1/a/b, /call/{id}/{path...}", "GET, /call/1/, /call/{id}/{path...}",
            "POST, /call/1/status, /call/{id}/status", "GET, /call/1/status, /call/{id}/{path...}",
            "GET, /names/, /names/", "GET, http://host:80/services/7, /services/{id}", "GET, http://host/, /"})
    void theClosestPatternWithTheMethodAnswers(String method, String path, String pattern) {
        assertThat(table.match(method, path)).isInstanceOfSatisfying(RouteTable.Match.Found.class,
                found -> assertThat(found.route().pattern()).isEqualTo(pattern));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/service", "/services/", "/services/7/", "//", "/call/1", "/names", "/call//x", "*",
            "http://host", "services"})
    void anyOtherPathIsUnknown(String path) {
        assertThat(table.match("GET", path)).isInstanceOf(RouteTable.Match.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"DELETE | /services | GET, HEAD, OPTIONS",
            "DELETE | /services/discover | GET, HEAD, OPTIONS, POST", "GET | /services/a/instances/b | OPTIONS, PUT",
            "OPTIONS | / | GET, HEAD, OPTIONS"})
    void anotherMethodHearsWhichAreAllowed(String method, String path, String allowed) {
        assertThat(table.match(method, path)).isInstanceOfSatisfying(RouteTable.Match.OtherMethod.class,
                other -> assertThat(String.join(", ", other.allowed())).isEqualTo(allowed));
    }

    private Map<String, String> parameters(String method, String path) {
        return ((RouteTable.Match.Found) table.match(method, path)).parameters();
    }

    @Test
    void parametersAreDecodedSegmentBySegment() {
        assertThat(parameters("PUT", "/services/a%2Fb/instances/%D0%B6+%20;x=1"))
                .isEqualTo(Map.of("name", "a/b", "instance", "ж+ ;x=1"));
        assertThat(parameters("GET", "/call/1/a/b%2Fc/")).isEqualTo(Map.of("id", "1", "path", "a/b/c/"));
        assertThat(parameters("GET", "/services")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/services/%", "/services/%4", "/services/%zz", "/services/%ff", "/services/%c3%28",
            "/services/\u00e9", "/nothing/%", "/services/a\u0001"})
    void aBadEncodingIsRefused(String path) {
        assertThatThrownBy(() -> table.match("GET", path))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(400));
    }

    @Test
    void twoRoutesForOneRequestAreRefused() {
        assertThatThrownBy(() -> table.get("/services/{other}", _ -> Reply.empty(204)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("/services/{other}");
        assertThatThrownBy(() -> table.get("/{rest...}/more", _ -> Reply.empty(204)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table.get("relative", _ -> Reply.empty(204)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
