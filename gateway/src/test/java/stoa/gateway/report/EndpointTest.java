package stoa.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    private static String named(String path, int from) {
        return Objects.requireNonNull(Endpoint.of("GET", path, from)).path();
    }

    @ParameterizedTest
    @CsvSource({"/, /", "'', /", "/name, /name", "/names/3, /names/{id}", "/names/3/, /names/{id}/", "/3, /{id}",
            "/a/0af7651916cd43dd8448eb211c80319c/b, /a/{id}/b", "/a/0af7651916cd43d, /a/0af7651916cd43d",
            "/a/DEADBEEFdeadbeef, /a/{id}", "/a/f81d4fae-7dec-11d0-a765-00a0c91e6bf6, /a/{id}",
            "/a/f81d4fae-7dec-11d0-a765-00a0c91e6bfg, /a/f81d4fae-7dec-11d0-a765-00a0c91e6bfg",
            "/a/f81d4fae7-dec-11d0-a765-00a0c91e6bf6, /a/f81d4fae7-dec-11d0-a765-00a0c91e6bf6",
            "/a/1234567890123456789012345678901234567890x, /a/{id}",
            "/a/x123456789012345678901234567890123456789, /a/x123456789012345678901234567890123456789",
            "/1.5, /1.5", "/v1/3d, /v1/3d", "/a/b/c/d/e/f, /a/b/c/d/e/f", "/a/b/c/d/e/f/, /a/b/c/d/e/f/...",
            "/a/b/c/d/e/f/7, /a/b/c/d/e/f/...", "/1/2/3/4/5/6/7/8, /{id}/{id}/{id}/{id}/{id}/{id}/...",
            "//x, //x", "/accounts/hits/entries, /accounts/hits/entries"})
    void whatNamesASingleThingGivesWay(String path, String name) {
        assertThat(named(path, 0)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"/services/call/1/name, 16, /name", "/services/call/1/names/3, 16, /names/{id}",
            "/services/call/1, 16, /", "/api/, 4, /"})
    void aPathMayBeginLater(String path, int from, String name) {
        assertThat(named(path, from)).isEqualTo(name);
    }

    @Test
    void methodsThatNobodyUsesMakeNoEndpoint() {
        assertThat(Endpoint.of("FROBNICATE", "/", 0)).isNull();
        assertThat(Objects.requireNonNull(Endpoint.of("PATCH", "/x", 0)).text()).isEqualTo("PATCH /x");
    }
}
