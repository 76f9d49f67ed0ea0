package stoa.main.tour;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonFieldTest {
    private static final String JSON = """
            {"id": 1, "routable": true, "expires": null, "services": [{"name": "names"}, {"name": "greeter"}]}""";

    @Test
    void valuesAreReachedThroughObjectsAndLists() {
        assertThat(JsonField.of(JSON, "id")).isEqualTo("1");
        assertThat(JsonField.of(JSON, "routable")).isEqualTo("true");
        assertThat(JsonField.of(JSON, "services.1.name")).isEqualTo("greeter");
    }

    @Test
    void aListIsItsLength() {
        assertThat(JsonField.of(JSON, "services")).isEqualTo("2");
    }

    @Test
    void whatIsNotThereIsEmpty() {
        assertThat(JsonField.of(JSON, "expires")).isEmpty();
        assertThat(JsonField.of(JSON, "services.2.name")).isEmpty();
        assertThat(JsonField.of(JSON, "nobody.here")).isEmpty();
        assertThat(JsonField.of("<html>", "id")).isEmpty();
    }
}
