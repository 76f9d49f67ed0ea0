package stoa.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({"500ms,500", "15s,15000", "2m,120000", "1h,3600000", "1d,86400000", "0s,0"})
    void durationsAreANumberAndAUnit(String text, long millis) {
        assertThat(Values.duration(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "s", "-1s", "1.5s", "15 s", "1w", "9999999999999s"})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Values.duration(text)).withMessageContaining("500ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"500ms", "15s", "2m", "1h", "90s", "1500ms", "0s"})
    void whatIsWrittenIsReadBack(String text) {
        var duration = Values.duration(text);
        assertThat(Values.duration(Values.text(duration))).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"7,7", "512B,512", "64KiB,65536", "1MiB,1048576", "2GiB,2147483648"})
    void sizesAreANumberAndABinaryUnit(String text, long bytes) {
        assertThat(Values.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1kb", "1MB", "-1B", "MiB"})
    void otherUnitsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Values.size(text));
    }

    @ParameterizedTest
    @CsvSource({"p%40ss,p@ss", "a+b,a+b", "100%25,100%", "gr%C3%BCn,grün", "plain,plain"})
    void percentEncodingAloneIsDecoded(String text, String decoded) {
        assertThat(Values.decoded(text)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100%", "%4", "%zz"})
    void aLonePercentSignIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Values.decoded(text)).withMessageContaining("%25");
    }
}
