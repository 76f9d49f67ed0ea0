package stoa.services.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameListTest {

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru", "pt-BR"})
    void aLocaleHasAFewHundredDifferentWords(String locale) throws Exception {
        var list = NameList.of(locale);

        assertThat(Stream.of(list.women(), list.men(), list.families()).mapToInt(l -> l.size()).sum())
                .isGreaterThan(300);
        for (var words : Stream.of(list.women(), list.men(), list.families()).toList()) {
            assertThat(words).doesNotHaveDuplicates().allMatch(w -> w.equals(w.strip()) && !w.isEmpty());
        }
    }

    @Test
    void russianFamilyNamesFitTheGivenName() throws Exception {
        var list = NameList.of("ru");
        var random = new SplittableRandom(7);

        for (var i = 0; i < 2000; i++) {
            var name = list.name(random).split(" ");
            var given = name[1].endsWith("а") || name[1].endsWith("ая") ? list.women() : list.men();
            assertThat(given).as(String.join(" ", name)).contains(name[0]);
        }
    }

    @Test
    void everyNameIsAGivenAndAFamilyName() throws Exception {
        var list = NameList.of("pt-BR");
        var random = new SplittableRandom(7);

        assertThat(Stream.generate(() -> list.name(random)).limit(500))
                .allMatch(name -> name.matches("\\p{Lu}\\p{L}+( d[aeo]s?)? \\p{Lu}\\p{L}+"));
    }
}
