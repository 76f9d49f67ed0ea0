package stoa.main.remote;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.http.Json;

/** A problem document (RFC 9457), as much of it as a person needs. */
record Trouble(@Nullable String title, @Nullable String detail, @Nullable List<Field> errors) {
    record Field(String field, String detail) {}

    /** What went wrong in one line; the text itself where it is no problem document. */
    static String words(String body) {
        try {
            var trouble = Json.read(body, Trouble.class);
            if (trouble.errors() != null && !trouble.errors().isEmpty()) {
                return trouble.errors().stream().map(e -> e.field() + " " + e.detail())
                        .collect(Collectors.joining("; "));
            }
            return trouble.detail() != null ? trouble.detail() : String.valueOf(trouble.title());
        } catch (IllegalArgumentException e) {
            return body.lines().findFirst().orElse("no reason given");
        }
    }
}
