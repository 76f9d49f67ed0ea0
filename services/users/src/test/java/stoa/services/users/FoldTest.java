package stoa.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldTest {
    @ParameterizedTest
    @CsvSource({"Conceição, conceicao", "ÉRICA SIMÕES, erica simoes", "ánĝström, angstrom", "Straße, strasse",
            "STRAẞE, strasse", "STRASSE, strasse", "Æsop Œuvre, aesop oeuvre", "Łódź Øre, lodz ore",
            "Ðórr Þór, dorr thor", "D’Ávila, d'avila", "Σίσυφος, σισυφοσ", "ﬁnal, final", "ＡＢＣ, abc"})
    void latinAndGreekLoseCaseAndAccents(String name, String folded) {
        assertThat(Fold.of(name)).isEqualTo(folded);
    }

    @ParameterizedTest
    @CsvSource({"ПЁТР, петр", "Пе\u0308тр, петр", "за\u0301мок, замок", "АНДРЕЙ, андрей", "Андреи\u0306, андрей",
            "Київ, київ", "Ки\u0456\u0308в, київ", "Ўладзімір, ўладзімір"})
    void russianYoIsYeAndAStressIsNothingButShortIStaysALetter(String name, String folded) {
        assertThat(Fold.of(name)).isEqualTo(folded);
    }

    @ParameterizedTest
    @CsvSource({"Iğdır, igdir", "İzmir, izmir", "ISTANBUL, istanbul", "ıstanbul, istanbul", "I\u0307zmir, izmir"})
    void everyIOfTurkishIsI(String name, String folded) {
        assertThat(Fold.of(name)).isEqualTo(folded);
    }

    @ParameterizedTest
    @CsvSource({"が, が", "か\u3099, が", "한국, 한국", "हिन्दी, हिन्दी", "李小龍, 李小龍"})
    void marksOfOtherScriptsStay(String name, String folded) {
        assertThat(Fold.of(name)).isEqualTo(folded);
    }

    @Test
    void composedAndDecomposedFormsAreOne() {
        assertThat(Fold.of("Joa\u0303o")).isEqualTo(Fold.of("Jo\u00e3o")).isEqualTo("joao");
    }

    @Test
    void spacesAreOneAndWhatNobodySeesIsNothing() {
        assertThat(Fold.of("  Ana\u00a0\u2003 Maria\u200d\u00ad ")).isEqualTo("ana maria");
        assertThat(Fold.of("\u200b\u2060 ")).isEmpty();
    }

    @Test
    void aFoldedNameIsBoundAndEndsWithAWholeCharacter() {
        assertThat(Fold.of("\ufdfa".repeat(200))).hasSizeLessThanOrEqualTo(Fold.LONGEST);
        var cut = Fold.of("a" + "\ud835\udc9c\ud83d\ude00".repeat(200));
        assertThat(cut).hasSizeLessThanOrEqualTo(Fold.LONGEST);
        assertThat(Character.isHighSurrogate(cut.charAt(cut.length() - 1))).isFalse();
    }
}
