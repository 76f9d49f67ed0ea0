package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    enum Intent {
        ENABLED, DRAINING
    }

    record Inner(int n) {}

    record All(String zText, Instant at, Duration ttl, Intent intent, @Nullable String none, List<Inner> list,
            Map<String, Inner> map, URI url, boolean flag, long big, Optional<String> maybe) {}

    private static final All VALUE = new All("ж\"", Instant.parse("2026-11-22T11:00:00.5Z"), Duration.ofSeconds(15),
            Intent.DRAINING, null, List.of(new Inner(1)), Map.of("a", new Inner(2)), URI.create("http://a/"), true,
            1L << 53, Optional.empty());
    private static final String TEXT = "{\"zText\":\"ж\\\"\",\"at\":\"2026-11-22T11:00:00.500Z\",\"ttl\":\"15s\","
            + "\"intent\":\"draining\",\"none\":null,\"list\":[{\"n\":1}],\"map\":{\"a\":{\"n\":2}},"
            + "\"url\":\"http://a/\",\"flag\":true,\"big\":9007199254740992,\"maybe\":null}";

    @Test
    void recordsAreWrittenInTheirOrderAndReadBack() {
        assertThat(Json.text(VALUE)).isEqualTo(TEXT);
        assertThat(Json.bytes(VALUE)).asString().isEqualTo(TEXT);
        assertThat(Json.read(TEXT, All.class)).isEqualTo(VALUE);
        assertThat(Json.read(Json.bytes(VALUE), All.class)).isEqualTo(VALUE);
    }

    @Test
    void mapsKeepTheirOrder() {
        var map = new LinkedHashMap<String, Object>();
        map.put("z", 1);
        map.put("a", 2);
        assertThat(Json.text(map)).isEqualTo("{\"z\":1,\"a\":2}");
    }

    @Test
    void unknownFieldsAreIgnoredAndEnumsReadInAnyCase() {
        var read = Json.read(TEXT.replace("draining", "Draining").replace("{\"zText\"", "{\"x\":[1],\"zText\""),
                All.class);
        assertThat(read).isEqualTo(VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "[]", "null", "{\"n\": \"x\"}", "{\"n\": 1} more"})
    void whatDoesNotFitIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text, Inner.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBadDurationIsRefused() {
        assertThatThrownBy(() -> Json.read(TEXT.replace("15s", "soon"), All.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
