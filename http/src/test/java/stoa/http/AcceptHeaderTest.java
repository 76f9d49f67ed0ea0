package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptHeaderTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"*/* | application/json", BROWSER + " | text/html",
            "text/plain | text/plain", "text/* | text/html", "text/*;q=0.5, application/json;q=0.4 | text/html",
            "text/plain;q=0.9, text/html;q=0.8 | text/plain", "TEXT/HTML | text/html",
            "text/html;q=0, */* | application/json", "*/*;q=0.1, application/json;q=0 | text/html",
            "image/png | application/json", "text/html; charset=utf-8 | text/html",
            "text/html;q=nonsense | application/json",
            "a/b;x=\"1,text/html\", text/plain | text/plain", "text/html ; q=0.2 , text/plain ; q=0.3 | text/plain",
            "text/html;level=1, text/plain;q=0.1 | text/plain"})
    void theBestOfTheOfferedIsChosen(String accept, String best) {
        assertThat(AcceptHeader.of(List.of(accept)).prefers("application/json", "text/html", "text/plain"))
                .isEqualTo(best);
    }

    @Test
    void withoutTheHeaderTheFirstIsChosenAndAllIsAccepted() {
        assertThat(AcceptHeader.of(List.of()).prefers("text/html", "text/plain")).isEqualTo("text/html");
        assertThat(AcceptHeader.of(List.of()).accepts("image/png")).isTrue();
    }

    @Test
    void theClosestRangeDecidesWhatIsAccepted() {
        var accept = AcceptHeader.of(List.of("text/*", "text/html;q=0", "application/json"));
        assertThat(accept.accepts("text/plain")).isTrue();
        assertThat(accept.accepts("application/json")).isTrue();
        assertThat(accept.accepts("text/html")).isFalse();
        assertThat(accept.accepts("image/png")).isFalse();
    }
}
