package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
    private static final String TAG = "\"4\"";

    private static List<String> tags(String line) {
        return Stream.of(line.split(",", -1)).map(String::strip).toList();
    }

    private static Conditions ifMatch(String line) {
        return new Conditions(tags(line), List.of());
    }

    private static Conditions ifNoneMatch(String line) {
        return new Conditions(List.of(), tags(line));
    }

    @Test
    void withoutConditionsEverythingGoesOnAndNothingIsKnown() {
        var none = new Conditions(List.of(), List.of());
        assertThat(none.fit(TAG)).isTrue();
        assertThat(none.know(TAG)).isFalse();
        assertThat(none.letChange(TAG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"4\"", "*", "\"3\", \"4\"", " \"4\" ,\"5\"", "\"a,b\",\"4\""})
    void aMatchingTagLetsAChangeGoOn(String line) {
        assertThat(ifMatch(line).fit(TAG)).isTrue();
        assertThat(ifMatch(line).letChange(TAG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "W/\"4\"", "4", "", "\"4", "\"4,5\"", "oops"})
    void aStaleWeakOrUnreadableTagDoesNot(String line) {
        assertThat(ifMatch(line).fit(TAG)).isFalse();
        assertThat(ifMatch(line).letChange(TAG)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"4\"", "W/\"4\"", "*", "\"3\", W/\"4\""})
    void whatTheClientHasIsKnownByAWeakTagToo(String line) {
        assertThat(ifNoneMatch(line).know(TAG)).isTrue();
        assertThat(ifNoneMatch(line).letChange(TAG)).isFalse();
        assertThat(ifNoneMatch(line).fit(TAG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "4", ""})
    void anotherTagIsNotKnown(String line) {
        assertThat(ifNoneMatch(line).know(TAG)).isFalse();
        assertThat(ifNoneMatch(line).letChange(TAG)).isTrue();
    }
}
