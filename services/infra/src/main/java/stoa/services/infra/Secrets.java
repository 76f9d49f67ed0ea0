package stoa.services.infra;

import java.util.regex.Pattern;

/**
 * Takes logins out of texts. Stores tell addresses and reasons without them; this is for those that forget to, other
 * programs' among them.
 */
final class Secrets {
    private static final Pattern LOGIN = Pattern.compile("://[^\\s\"'<>]*@");
    private static final Pattern PARAMETER = Pattern
            .compile("(?i)\\b(user|username|password|passwd|pwd|secret|token)=[^\\s&;,\"'<>]+");

    private Secrets() {}

    static String hidden(String text) {
        return PARAMETER.matcher(LOGIN.matcher(text).replaceAll("://")).replaceAll("$1=***");
    }
}
