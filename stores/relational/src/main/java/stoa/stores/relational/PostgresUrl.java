package stoa.stores.relational;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Values;

/**
 * A PostgreSQL server's address, as libpq writes it ({@code postgresql://user:password@host:5432/database}) or as JDBC
 * does ({@code jdbc:postgresql://host:5432/database?user=...&password=...}). Several hosts may stand side by side.
 *
 * @param hosts {@code host:port}, several with commas between
 * @param parameters of the driver, such as {@code sslmode}; never user and password
 */
record PostgresUrl(String hosts, String database, String user, String password, Map<String, String> parameters) {
    private static final Pattern FORM = Pattern
            .compile("(?:jdbc:)?postgres(?:ql)?://(?:([^@/?#]*)@)?([^@/?#]*)(?:/([^/?#]*))?(?:\\?([^#]*))?");
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");
    private static final String SHAPE = "postgresql://user:password@host:5432/database";

    /** @throws IllegalArgumentException in words, never with the password */
    static PostgresUrl parse(String text) {
        var trimmed = text.strip();
        if (!trimmed.matches("(?s)(jdbc:)?postgres(ql)?://.*")) {
            throw new IllegalArgumentException(
                    "does not begin with postgresql:// or jdbc:postgresql://: only PostgreSQL"
                            + " can be named, and without it SQLite is used");
        }
        var m = FORM.matcher(trimmed);
        if (!m.matches()) {
            throw new IllegalArgumentException("is not of the form " + SHAPE
                    + " (characters such as / ? # @ in user and password are written %2F %3F %23 %40)");
        }
        var parameters = parameters(m.group(4));
        var login = m.group(1) == null ? "" : m.group(1);
        var colon = login.indexOf(':');
        var user = Values.decoded(colon < 0 ? login : login.substring(0, colon));
        var password = colon < 0 ? "" : Values.decoded(login.substring(colon + 1));
        var otherUser = parameters.remove("user");
        var otherPassword = parameters.remove("password");
        var database = m.group(3) == null ? "" : Values.decoded(m.group(3));
        if (database.isEmpty()) {
            throw new IllegalArgumentException("names no database; the form is " + SHAPE);
        }
        return new PostgresUrl(hosts(m.group(2)), database, user.isEmpty() && otherUser != null ? otherUser : user,
                password.isEmpty() && otherPassword != null ? otherPassword : password, Map.copyOf(parameters));
    }

    /** Whether it names one host, an IPv6 address in brackets, without a port. */
    static boolean isHost(String text) {
        var m = HOST.matcher(text);
        return m.matches() && m.group(1) == null;
    }

    private static String hosts(String text) {
        var hosts = new StringBuilder();
        for (var host : text.split(",", -1)) {
            var m = HOST.matcher(host);
            if (!m.matches()) {
                throw new IllegalArgumentException("names no host; the form is " + SHAPE);
            }
            var port = m.group(1);
            if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535)) {
                throw new IllegalArgumentException("has a port that is not from 1 to 65535");
            }
            hosts.append(hosts.isEmpty() ? "" : ",").append(host).append(port == null ? ":5432" : "");
        }
        return hosts.toString();
    }

    private static Map<String, String> parameters(@Nullable String query) {
        var parameters = new LinkedHashMap<String, String>();
        if (query != null && !query.isEmpty()) {
            for (var pair : query.split("&")) {
                var equals = pair.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("has a parameter without a value after the question mark");
                }
                parameters.put(Values.decoded(pair.substring(0, equals)), Values.decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** For the driver, with these parameters too, which win; without user and password, which it gets apart. */
    String jdbc(Map<String, String> more) {
        var all = new TreeMap<>(parameters);
        all.putAll(more);
        var query = all.entrySet().stream().map(p -> encoded(p.getKey()) + "=" + encoded(p.getValue()))
                .collect(Collectors.joining("&"));
        return "jdbc:postgresql://" + hosts + "/" + encoded(database) + (query.isEmpty() ? "" : "?" + query);
    }

    /** For people: {@code db:5432/microservices_db}. */
    String address() {
        return hosts + "/" + database;
    }

    @Override
    public String toString() {
        return "postgresql://" + address();
    }
}
