package stoa.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.discovery.CheckResult.Kind;

class RoutabilityTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(5);
    private static final Instant EARLIER = NOW.minusMillis(4001);

    private static final CheckResult PASSED = new CheckResult(Kind.ACTIVE, "catalog-1", true, EARLIER, "200 in 3 ms");
    private static final CheckResult FAILED = new CheckResult(Kind.ACTIVE, "catalog-1", false, EARLIER,
            "connection refused");
    private static final CheckResult SLOW = new CheckResult(Kind.ACTIVE, "catalog-2", false, EARLIER, "503 in 12 ms");
    private static final CheckResult EJECTED = new CheckResult(Kind.PASSIVE, "gateway-1", false, EARLIER,
            "connection reset");
    private static final CheckResult HEARD = new CheckResult(Kind.HEARTBEAT, "orders-1", true, EARLIER, "");

    static Stream<Arguments> facts() {
        return Stream.of(
                facts(Intent.ENABLED, null, false, true, "no check configured"),
                facts(Intent.ENABLED, LATER, false, true, "heartbeat current"),
                facts(Intent.ENABLED, LATER, false, true, "heartbeat current", HEARD),
                facts(Intent.ENABLED, LATER, false, true, "check passed", HEARD, PASSED),
                facts(Intent.ENABLED, null, true, false, "not checked yet"),
                facts(Intent.ENABLED, LATER, true, false, "not checked yet", HEARD),
                facts(Intent.ENABLED, LATER, false, false, "check by catalog-1 failed: connection refused", FAILED,
                        HEARD),
                facts(Intent.ENABLED, null, false, false, "check by catalog-2 failed: 503", PASSED, SLOW),
                facts(Intent.ENABLED, null, false, false, "connection reset, found by gateway-1", PASSED,
                        EJECTED),
                facts(Intent.ENABLED, null, true, false, "connection reset, found by gateway-1", EJECTED),
                facts(Intent.ENABLED, null, false, false,
                        "check by catalog-1 failed: connection refused; connection reset, found by gateway-1", EJECTED,
                        SLOW, FAILED),
                facts(Intent.ENABLED, null, false, false, "connection reset, found by gateway-1, gateway-2", EJECTED,
                        ejectedBy("gateway-2"), PASSED),
                facts(Intent.ENABLED, null, false, false,
                        "connection reset, found by gateway-1, gateway-2, gateway-3 and 1 more", EJECTED,
                        ejectedBy("gateway-4"), ejectedBy("gateway-3"), ejectedBy("gateway-2")),
                facts(Intent.ENABLED, null, false, false, "check by catalog-1 failed: passes again",
                        new CheckResult(Kind.ACTIVE, "catalog-1", false, EARLIER, "passes again, 1 of 3")),
                facts(Intent.ENABLED, NOW, false, false, "lease ended at 2026-11-22T12:00:00Z", PASSED),
                facts(Intent.ENABLED, EARLIER, false, false, "no heartbeat since 2026-11-22T11:59:55Z", FAILED, HEARD),
                facts(Intent.DRAINING, LATER, false, false, "draining by the operator's will", PASSED),
                facts(Intent.DISABLED, EARLIER, true, false, "disabled by the operator's will", FAILED, HEARD));
    }

    private static CheckResult ejectedBy(String gateway) {
        return new CheckResult(Kind.PASSIVE, gateway, false, EARLIER, "connection reset");
    }

    private static Arguments facts(Intent intent, @Nullable Instant expires, boolean unchecked, boolean routable,
            String reason, CheckResult... checks) {
        return Arguments.of(intent, expires, unchecked, Arrays.asList(checks), routable, reason);
    }

    @ParameterizedTest
    @MethodSource("facts")
    void theVerdictFollowsFromTheFacts(Intent intent, @Nullable Instant expires, boolean unchecked,
            List<CheckResult> checks, boolean routable, String reason) {
        assertThat(Routability.judge(intent, expires, NOW, checks, unchecked))
                .isEqualTo(new Routability.Verdict(routable, reason));
    }

    @Test
    void aReasonStaysTheSameWhileTimePasses() {
        var checks = List.of(HEARD, SLOW);
        var soon = Routability.judge(Intent.ENABLED, EARLIER, NOW, checks, false);
        assertThat(Routability.judge(Intent.ENABLED, EARLIER, NOW.plusSeconds(60), checks, false)).isEqualTo(soon);
    }
}
