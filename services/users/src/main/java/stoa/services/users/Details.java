package stoa.services.users;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;
import stoa.http.Fields;

/** What a client says of a user. */
@SuppressWarnings("MemberName") // the fields are called so in JSON
record Details(String nome, LocalDate ativo_desde) {
    /** In characters, as people count most of them: code points. */
    static final int LONGEST_NAME = 200;

    private static final Optional<LocalDate> NO_DATE = Optional.empty();
    private static final Pattern DATE = Pattern.compile("(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}");

    /** Reads a request's body; what is wrong with it is gathered in {@code in}. */
    static Details read(Fields in) {
        // what is missing or blank is named once
        var nome = in.text("nome").isEmpty() ? "" : in.parsed("nome", Details::name).orElse("");
        var since = in.text("ativo_desde").isEmpty() ? NO_DATE : in.parsed("ativo_desde", Details::date);
        return new Details(nome, since.orElse(LocalDate.MIN));
    }

    private static String name(String text) {
        var name = text.strip();
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            throw new IllegalArgumentException("must be at most " + LONGEST_NAME + " characters");
        }
        if (name.codePoints().anyMatch(Details::isForbidden)) {
            throw new IllegalArgumentException(
                    "must not have control characters, line breaks, signs that turn the direction, or halves of characters");
        }
        if (Fold.of(name).isEmpty()) {
            throw new IllegalArgumentException("must have a character that can be seen");
        }
        return name;
    }

    private static boolean isForbidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        };
    }

    /** ISO 8601, the years 1 to 9999. */
    static LocalDate date(String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            // answered below, as any other text
        }
        throw new IllegalArgumentException("must be a date such as 2026-01-31");
    }
}
