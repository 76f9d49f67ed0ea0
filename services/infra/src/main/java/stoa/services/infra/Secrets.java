package stoa.services.infra;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes logins out of texts. Stores tell addresses and reasons without them; this is for those that forget to, other
 * programs' among them. Rather too much is taken out than too little, and in a time that grows with the text alone.
 */
final class Secrets {
    private static final Pattern URLS = Pattern.compile("(?=://)");
    /** At the beginning of a part that {@link #URLS} made, or each would be tried up to the text's end. */
    private static final Pattern LOGIN = Pattern.compile("\\A://\\S*@");
    private static final String QUOTED = "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,50}+\"?|'[^']*+'?";
    private static final String KEY = "(?i)(user|username|password|passwd|pwd|secret|token)";
    /** {@code password=a}, {@code password="a b"}, {@code "password": "a"}. */
    private static final Pattern PARAMETER = Pattern.compile(
            KEY + "(?:([\"']?\\s{0,9}[=:]\\s{0,9})(?:" + QUOTED + ")|([\"']?=)[^\\s&;]++)");
    /** As PostgreSQL names who may not come in. */
    private static final Pattern NAMED = Pattern.compile("(?i)\\b(user|role) (?:\"[^\"]*+\"?|'[^']*+'?)");

    private Secrets() {}

    static String hidden(String text) {
        var withoutLogins = Arrays.stream(URLS.split(text)).map(part -> LOGIN.matcher(part).replaceFirst("://"))
                .collect(Collectors.joining());
        var withoutParameters = PARAMETER.matcher(withoutLogins)
                .replaceAll(m -> m.group(1) + (m.group(2) == null ? m.group(3) : m.group(2)) + "***");
        return NAMED.matcher(withoutParameters).replaceAll("$1 ***");
    }
}
