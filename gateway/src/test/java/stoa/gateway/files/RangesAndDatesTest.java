package stoa.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangesAndDatesTest {
    private static String ranges(String field, long size) {
        return ByteRange.of(field, size)
                .map(all -> all.stream().map(r -> r.from() + "-" + r.to()).collect(Collectors.joining(" ")))
                .orElse("all");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"bytes=0-0 | 0-0", "bytes=0- | 0-9", "bytes=3-5 | 3-5", "bytes=-3 | 7-9",
            "bytes=-30 | 0-9", "bytes=9-99999999999999999999 | 9-9", "BYTES=1-2 | 1-2", "bytes= 1-2 , 4-5 | 1-2 4-5",
            "bytes=4-5,1-2 | 4-5 1-2", "bytes=1-2,,20- | 1-2", "bytes=10- | ''", "bytes=-0 | ''",
            "bytes=99999999999999999999- | ''", "bytes=5-3 | all", "bytes=a-b | all", "bytes=1-2-3 | all",
            "bytes=- | all", "bytes= | all", "bytes | all", "'' | all", "lines=1-2 | all", "bytes=0-5,5-6 | all",
            "bytes=+1-2 | all", "bytes=1 | all", "bytes=0-,-1 | all"})
    void whichPartsOfTenBytesAreMeant(String field, String parts) {
        assertThat(ranges(field, 10)).isEqualTo(parts);
    }

    @Test
    void moreThanSixteenPartsAreNotTakenApart() {
        var sixteen = "bytes=" + java.util.stream.IntStream.range(0, 16).mapToObj(i -> 2 * i + "-" + 2 * i)
                .collect(Collectors.joining(","));
        assertThat(ranges(sixteen, 100)).startsWith("0-0 2-2");
        assertThat(ranges(sixteen + ",90-91", 100)).isEqualTo("all");
    }

    @Test
    void ofAnEmptyFileNoPartCanBeNamed() {
        assertThat(ranges("bytes=0-", 0)).isEmpty();
        assertThat(ranges("bytes=-0", 0)).isEmpty();
        assertThat(ranges("bytes=-5", 0)).isEqualTo("all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994"})
    void threeFormsOfADateAreRead(String text) {
        assertThat(HttpDates.read(text)).contains(Instant.ofEpochSecond(784111777));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "784111777", "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT"})
    void whatIsNoDateCountsForNothing(String text) {
        assertThat(HttpDates.read(text)).isEmpty();
    }

    @Test
    void aDateIsWrittenInOneForm() {
        assertThat(HttpDates.written(784111777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | ''", "br | br", "gzip | gzip", "gzip, br | br",
            "gzip;q=1, br;q=0.5 | gzip",
            "* | br", "*, br;q=0 | gzip", "br;q=0, gzip;q=0 | ''", "identity, br;q=0.5 | ''", "x-gzip | gzip",
            "deflate | ''", "br;q=oops | ''", "BR | br", "gzip;q=0.001 | gzip"})
    void theCodingThatAClientTakesBest(String accepted, String coding) {
        assertThat(Coding.best(List.of(Coding.values()), accepted).map(c -> c.token).orElse("")).isEqualTo(coding);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | ''", "/ | index.html", "/a | a", "/a/b.txt | a/b.txt",
            "/a/ | a/index.html",
            "/%61%20b | a b", "/%c3%a4 | ä", "/a//b | -", "// | -", "/. | -", "/.. | -", "/a/../b | -", "/%2e%2e/a | -",
            "/.git/config | -", "/a/%2egit | -", "/a%2fb | -", "/a%5cb | -", "/a%00b | -", "/%ff | -", "/%c0%ae | -",
            "/a%0ab | -", "/%4 | -", "/%zz | -"})
    void whichFileAPathMeans(String rest, String file) {
        assertThat(FilePath.of(rest).map(Object::toString).orElse("-")).isEqualTo(file);
    }
}
