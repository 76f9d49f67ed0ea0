package stoa.services.users;

import static java.util.Map.entry;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Map;

/**
 * A name as search and order see it: without case, accents and forms of writing, one space between words. Signs that make
 * another letter stay, so that Russian й is not и; but ё is е, as most Russian texts have it. Every i of Turkish is i. The
 * result is stored: to fold otherwise, the stored names have to be folded anew.
 */
final class Fold {
    /** A folded name is cut here, so that the place of a page fits into a URL whatever a name expands to. */
    static final int LONGEST = 400;

    private static final Map<Integer, String> LETTERS = Map.ofEntries(letter('ß', "ss"), letter('æ', "ae"),
            letter('œ', "oe"), letter('ø', "o"), letter('ł', "l"), letter('đ', "d"), letter('ð', "d"),
            letter('þ', "th"), letter('ħ', "h"), letter('ŧ', "t"), letter('ı', "i"), letter('ς', "σ"),
            letter('’', "'"), letter('‘', "'"), letter('ʼ', "'"), letter('‐', "-"), letter('–', "-"));
    private static final String CYRILLIC_VOWELS = "аеиоуыэюяіє";
    private static final int GRAVE = 0x300;
    private static final int ACUTE = 0x301;
    private static final int DIAERESIS = 0x308;

    private Fold() {}

    private static Map.Entry<Integer, String> letter(char letter, String folded) {
        return entry((int) letter, folded);
    }

    static String of(String text) {
        var folded = new StringBuilder();
        var base = (int) ' ';
        for (var c : Normalizer.normalize(text, Normalizer.Form.NFKD).codePoints().toArray()) {
            switch (Character.getType(c)) {
                case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK ->
                    folded.append(isAccent(c, base) ? "" : Character.toString(c));
                case Character.FORMAT, Character.CONTROL -> folded.append("");
                case Character.SPACE_SEPARATOR -> folded.append(' ');
                default -> {
                    base = Character.toLowerCase(c);
                    folded.append(LETTERS.getOrDefault(base, Character.toString(base)));
                }
            }
        }
        return cut(Normalizer.normalize(folded, Normalizer.Form.NFC).strip().replaceAll(" +", " "));
    }

    /** Whether a mark only says how a letter sounds; other scripts' marks are vowels and letters of their own. */
    private static boolean isAccent(int mark, int base) {
        return switch (UnicodeScript.of(base)) {
            case LATIN, GREEK, COMMON -> true;
            case CYRILLIC -> switch (mark) {
                case GRAVE, ACUTE -> CYRILLIC_VOWELS.indexOf(base) >= 0;
                default -> mark == DIAERESIS && base == 'е';
            };
            default -> false;
        };
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end).strip();
    }
}
