package stoa.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and prefixes: what may be claimed, and by whom. */
class ClaimsTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/orders/", "/users", "/a/b/c/", "/v1.0/~x_y-z"})
    void aPrefixIsAPathOfPlainSegments(String prefix) {
        assertThat(RouteRecord.parse(prefix)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource({"orders/, must begin with a slash", "'', must begin with a slash",
            "//, must not have an empty segment (//)", "/a//b/, must not have an empty segment (//)",
            "/a/../b/, must not have a segment . or ..", "/./, must not have a segment . or ..",
            "/a b/, may only have letters", "/a%2Fb/, may only have letters", "/a?b, may only have letters",
            "/заказы/, may only have letters"})
    void anyOtherPrefixIsRefusedWithTheReason(String prefix, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> RouteRecord.parse(prefix))
                .withMessageStartingWith(reason);
    }

    @Test
    void aPrefixHasALongestLength() {
        assertThat(RouteRecord.parse("/" + "a".repeat(255))).hasSize(256);
        assertThatIllegalArgumentException().isThrownBy(() -> RouteRecord.parse("/" + "a".repeat(256)))
                .withMessage("must not be longer than 256 characters");
    }

    @ParameterizedTest
    @CsvSource({"/api/, /api/v2/, true", "/api/, /api/, true", "/api/, /api, true", "/api/, /apis/, false",
            "/users, /users/5, true", "/users, /users2, false", "/api/v2/, /api/, false", "/, /x, true"})
    void aPrefixContainsWhatLiesBelowIt(String prefix, String other, boolean contains) {
        assertThat(new RouteRecord(prefix, true).contains(other)).isEqualTo(contains);
    }

    @ParameterizedTest
    @CsvSource({"/a/, /a/b/, true", "/a/b/, /a/, true", "/a, /a/, true", "/a/, /b/, false", "/, /a/, false",
            "/a/, /, false", "/, /, true"})
    void prefixesOverlapWhereOneContainsTheOther(String one, String other, boolean overlap) {
        assertThat(RouteRecord.overlap(one, other)).isEqualTo(overlap);
    }

    @ParameterizedTest
    @CsvSource({"/, catalog", "/services/, catalog", "/api/, names", "/api/v2/, names", "/flask/, flask", "/go/, go",
            "/points/, points", "/users, users", "/directory/, directory", "/infra/, infra", "/records/, records",
            "/hello/, greeter", "/probe/, probe", "/events, events", "/orders/, orders", "/apis/, orders"})
    void aServiceMayHaveItsOwnPrefix(String prefix, String service) {
        assertThat(ReservedPrefixes.conflict(prefix, service)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/, / belongs to the service catalog", "/api/, /api/ belongs to the service names",
            "'/api/v2/', '/api/v2/ overlaps with /api/, which belongs to the service names'",
            "'/api', '/api overlaps with /api/, which belongs to the service names'",
            "'/services/call/x/', '/services/call/x/ overlaps with /services/, which belongs to the service catalog'",
            "'/users/', '/users/ overlaps with /users, which belongs to the service users'",
            "/metrics, /metrics is the gateway's own", "/console/, /console/ belongs to the service console",
            "'/docs/api/', '/docs/api/ overlaps with /docs/, which belongs to the service docs'",
            "/rabbitmq/, /rabbitmq/ is the gateway's own", "/health, /health is the gateway's own",
            "/status, /status is the gateway's own", "/openapi.json, /openapi.json is the gateway's own"})
    void nobodyElseMayHaveIt(String prefix, String reason) {
        assertThat(ReservedPrefixes.conflict(prefix, "orders")).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "orders", "service-a", "x2"})
    void aServiceHasAPlainName(String name) {
        assertThat(ServiceNames.service(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2x", "-a", "Orders", "a_b", "a b", "a/b", "ä", "a\n"})
    void anyOtherNameIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceNames.service(name))
                .withMessageStartingWith("must");
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceNames.service("a".repeat(64)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"health", "logs", "stats", "discover", "watch", "call", "prometheus"})
    void aWordOfTheCatalogsPathsIsNoName(String word) {
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceNames.service(word))
                .withMessage("is reserved: call, discover, health, logs, prometheus, stats, watch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "orders-1", "10.0.0.1:8080", "Host_a.b"})
    void anInstanceHasAnId(String id) {
        assertThat(ServiceNames.instance(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "a/b", "a b", "a\n"})
    void anyOtherIdIsRefused(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceNames.instance(id));
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceNames.instance("a".repeat(129)));
    }
}
