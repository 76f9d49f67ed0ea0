package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private static Fields fields(String json) {
        return Fields.of(Json.tree(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsThereIsRead() {
        var fields = fields("""
                {"name": "a", "weight": 3, "on": true, "ttl": "15s", "url": "http://h:1", "tags": ["x"],
                 "route": {"prefix": "/a/"}, "none": null}""");
        assertThat(fields.text("name")).isEqualTo("a");
        assertThat(fields.integer("weight", 1, 0, 10)).isEqualTo(3);
        assertThat(fields.integer("none", 1, 0, 10)).isEqualTo(1);
        assertThat(fields.flag("on", false)).isTrue();
        assertThat(fields.duration("ttl", Duration.ofSeconds(1), Duration.ofMinutes(1)))
                .contains(Duration.ofSeconds(15));
        assertThat(fields.url("url")).contains(URI.create("http://h:1"));
        assertThat(fields.texts("tags")).isEqualTo(List.of("x"));
        assertThat(fields.object("route").orElseThrow().text("prefix")).isEqualTo("/a/");
        assertThat(fields.optionalText("missing")).isEmpty();
        fields.verify();
    }

    @Test
    void everyBadFieldIsNamedOnce() {
        var fields = fields("""
                {"name": " ", "weight": 11, "half": 1.5, "on": "yes", "ttl": "soon", "age": "999999999999d",
                 "late": "2h", "url": "ftp://h", "odd": "http://", "tags": ["x", 1], "route": {"prefix": 7}}""");
        assertThat(fields.text("name")).isEmpty();
        fields.text("missing");
        fields.integer("weight", 1, 0, 10);
        fields.integer("half", 1, 0, 10);
        fields.flag("on", false);
        fields.duration("ttl", Duration.ZERO, Duration.ofHours(1));
        fields.duration("age", Duration.ZERO, Duration.ofHours(1));
        fields.duration("late", Duration.ofSeconds(1), Duration.ofHours(1));
        fields.url("url");
        fields.url("odd");
        fields.texts("tags");
        fields.object("route").orElseThrow().text("prefix");
        assertThatThrownBy(fields::verify).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.errors()).extracting(e -> e.field() + " " + e.detail()).containsExactly(
                    "name must be there and not blank", "missing must be there and not blank",
                    "weight must be a whole number from 0 to 10", "half must be a whole number from 0 to 10",
                    "on must be true or false", "ttl is not a duration such as 500ms, 15s, 2m or 1h",
                    "age must be from 0s to 1h", "late must be from 1s to 1h",
                    "url must be an http or https URL with a host",
                    "odd is not a URL", "tags must be a list of texts", "route.prefix must be text");
            assertThat(problem.detail()).startsWith("name must be there and not blank; missing must");
        });
    }
}
