package stoa.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ParameterizedTest
    @ValueSource(strings = {"00-" + TRACE + "-" + SPAN + "-01", "00-" + TRACE + "-" + SPAN + "-00",
            "00-" + TRACE + "-" + SPAN + "-ff", "01-" + TRACE + "-" + SPAN + "-01",
            "01-" + TRACE + "-" + SPAN + "-01-more", "fe-" + TRACE + "-" + SPAN + "-01-"})
    void aHeaderThatTheSpecificationAllowsIsRead(String header) {
        var context = TraceContext.parse(header, "vendor=1").orElseThrow();
        assertThat(context.traceId()).isEqualTo(TRACE);
        assertThat(context.spanId()).isEqualTo(SPAN);
        assertThat(context.state()).isEqualTo("vendor=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "ff-" + TRACE + "-" + SPAN + "-01", "0g-" + TRACE + "-" + SPAN + "-01",
            "00-" + TRACE + "-" + SPAN + "-01-more", "00-" + TRACE + "-" + SPAN + "-01x",
            "01-" + TRACE + "-" + SPAN + "-01more", "00-" + TRACE + "-" + SPAN + "-0", "00-" + TRACE + "-" + SPAN,
            "00-" + TRACE + "-" + SPAN + "-0G", "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
            "00-" + TRACE + "-00F067AA0BA902B7-01", "00-00000000000000000000000000000000-" + SPAN + "-01",
            "00-" + TRACE + "-0000000000000000-01", "00_" + TRACE + "-" + SPAN + "-01",
            "00-" + TRACE + "_" + SPAN + "-01", "00-" + TRACE + "-" + SPAN + "_01",
            " 00-" + TRACE + "-" + SPAN + "-01"})
    void anyOtherHeaderIsNone(String header) {
        assertThat(TraceContext.parse(header, "")).isEmpty();
    }

    @Test
    void onlyTheLastFlagSaysSampled() {
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-03", "").orElseThrow().sampled()).isTrue();
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-02", "").orElseThrow().sampled()).isFalse();
    }

    @Test
    void aChildKeepsAllButTheSpan() {
        var parent = TraceContext.parse("00-" + TRACE + "-" + SPAN + "-00", "a=b").orElseThrow();
        var child = parent.child();
        assertThat(child).isEqualTo(new TraceContext(TRACE, child.spanId(), false, "a=b"));
        assertThat(child.spanId()).isNotEqualTo(SPAN);
    }

    @Test
    void whatIsWrittenCanBeRead() {
        for (var n = 0; n < 1000; n++) {
            var fresh = TraceContext.fresh();
            assertThat(TraceContext.parse(fresh.traceparent(), "")).contains(fresh);
            assertThat(TraceContext.fresh().traceId()).isNotEqualTo(fresh.traceId());
        }
    }
}
