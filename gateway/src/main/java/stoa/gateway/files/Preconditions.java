package stoa.gateway.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whether a file is answered as it is, by the conditions of a request, in the order of RFC 9110, section 13.2.2. */
enum Preconditions {
    HOLD, UNCHANGED, FAILED;

    private static final Pattern TAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"");

    /** Of a GET or HEAD. */
    static Preconditions of(Asked asked, Validators file) {
        if (!asked.ifMatch().isEmpty()) {
            if (!matches(asked.ifMatch(), file, true)) {
                return FAILED;
            }
        } else if (HttpDates.read(asked.ifUnmodifiedSince()).filter(d -> file.modified() > d.getEpochSecond())
                .isPresent()) {
            return FAILED;
        }
        if (!asked.ifNoneMatch().isEmpty()) {
            return matches(asked.ifNoneMatch(), file, false) ? UNCHANGED : HOLD;
        }
        return HttpDates.read(asked.ifModifiedSince()).filter(d -> file.modified() <= d.getEpochSecond()).isPresent()
                ? UNCHANGED
                : HOLD;
    }

    /** Whether a part is wanted of just this state; {@code If-Range} compares strongly (RFC 9110, section 13.1.5). */
    static boolean allowsPart(Asked asked, Validators file) {
        var condition = asked.ifRange();
        if (condition.isEmpty()) {
            return true;
        }
        return file.strong() && (condition.endsWith("\"")
                ? condition.equals(file.tag())
                : HttpDates.read(condition).filter(d -> file.modified() == d.getEpochSecond()).isPresent());
    }

    private static boolean matches(String condition, Validators file, boolean strongly) {
        if (condition.equals("*")) {
            return true;
        }
        return tags(condition).stream().anyMatch(tag -> strongly
                ? file.strong() && tag.equals(file.tag())
                : (tag.startsWith("W/") ? tag.substring(2) : tag).equals(file.tag()));
    }

    /** None where it is no list of them: then nothing matches. */
    private static List<String> tags(String condition) {
        var tags = new ArrayList<String>();
        var tag = TAG.matcher(condition);
        var at = 0;
        while ((at = skip(condition, at)) < condition.length()) {
            if (!tag.region(at, condition.length()).lookingAt()) {
                return List.of();
            }
            tags.add(tag.group());
            at = tag.end();
        }
        return tags;
    }

    private static int skip(String text, int from) {
        var at = from;
        while (at < text.length() && ", \t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
