package stoa.stores.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Values;

/**
 * Where a Redis is: {@code redis://user:password@host:6379/0}, {@code rediss://} for TLS,
 * {@code redis-sentinel://h1:26379,h2:26379/0#master}, {@code redis-cluster://h1:6379,h2:6379}.
 *
 * @param hosts servers, Sentinels, or some nodes of the Cluster
 * @param user empty for the default one
 * @param password empty where none is asked for; never Sentinels'
 * @param master what Sentinels call it; empty for others
 */
record RedisUrl(Kind kind, List<Host> hosts, int database, String user, String password, String master) {
    private static final Pattern FORM = Pattern
            .compile("([a-z-]+)://(?:([^@/?#]*)@)?([^@/?#]*)(?:/([^/?#]*))?(?:\\?[^#]*)?(?:#(.*))?");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("\\d{1,5}");

    enum Kind {
        SINGLE("redis", 6379), TLS("rediss", 6379), SENTINEL("redis-sentinel", 26379), CLUSTER("redis-cluster", 6379);

        private final String scheme;
        private final int port;

        Kind(String scheme, int port) {
            this.scheme = scheme;
            this.port = port;
        }

        private static Kind of(String scheme) {
            for (var kind : values()) {
                if (kind.scheme.equals(scheme)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("does not begin with redis://, rediss://, redis-sentinel:// or"
                    + " redis-cluster://");
        }
    }

    record Host(String name, int port) {
        /** Without the brackets that an IPv6 address has in a URL. */
        String bare() {
            return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        }

        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    /** @throws IllegalArgumentException in words, never with the password */
    static RedisUrl parse(String text) {
        var trimmed = text.strip();
        var kind = Kind.of(trimmed.contains("://") ? trimmed.substring(0, trimmed.indexOf("://")) : "");
        var m = FORM.matcher(trimmed);
        if (!m.matches()) {
            throw new IllegalArgumentException("is not of the form " + kind.scheme + "://user:password@host:"
                    + kind.port + " (characters such as / ? # @ in user and password are written %2F %3F %23 %40)");
        }
        if (trimmed.contains("?")) {
            throw new IllegalArgumentException("has parameters after a question mark, of which there are none");
        }
        var login = m.group(2) == null ? "" : m.group(2);
        var colon = login.indexOf(':');
        if (colon < 0 && !login.isEmpty()) {
            throw new IllegalArgumentException("has a user without a password; a password alone is written :password@");
        }
        var hosts = hosts(m.group(3), kind);
        if (hosts.size() > 1 && (kind == Kind.SINGLE || kind == Kind.TLS)) {
            throw new IllegalArgumentException("names several hosts, which is for redis-sentinel:// and"
                    + " redis-cluster://");
        }
        return new RedisUrl(kind, hosts, database(m.group(4), kind),
                Values.decoded(login.substring(0, Math.max(0, colon))),
                Values.decoded(login.substring(colon + 1)), master(m.group(5), kind));
    }

    private static List<Host> hosts(String text, Kind kind) {
        var hosts = new ArrayList<Host>();
        for (var host : text.split(",", -1)) {
            var m = HOST.matcher(host);
            if (!m.matches()) {
                throw new IllegalArgumentException("names no host where one belongs, after :// or a comma");
            }
            var port = m.group(2) == null ? kind.port : Integer.parseInt(m.group(2));
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("has a port that is not from 1 to 65535");
            }
            hosts.add(new Host(m.group(1), port));
        }
        return List.copyOf(hosts);
    }

    private static int database(@Nullable String text, Kind kind) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!DATABASE.matcher(text).matches()) {
            throw new IllegalArgumentException("has a database after the slash that is not a number");
        }
        var database = Integer.parseInt(text);
        if (database != 0 && kind == Kind.CLUSTER) {
            throw new IllegalArgumentException("names a database, but a Cluster has only number 0");
        }
        return database;
    }

    private static String master(@Nullable String text, Kind kind) {
        var named = text != null && !text.isEmpty();
        if (named != (kind == Kind.SENTINEL)) {
            throw new IllegalArgumentException(named
                    ? "names a master after #, which is for redis-sentinel://"
                    : "does not say what the Sentinels call the master: #name at its end");
        }
        return text == null ? "" : Values.decoded(text);
    }

    /** {@code redis}, {@code redis-sentinel}, {@code redis-cluster}. */
    String kindInWords() {
        return kind == Kind.TLS ? Kind.SINGLE.scheme : kind.scheme;
    }

    /** For people: {@code h1:26379,h2:26379/0#master}. */
    String address() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(","))
                + (database == 0 ? "" : "/" + database) + (master.isEmpty() ? "" : "#" + master);
    }

    @Override
    public String toString() {
        return kind.scheme + "://" + address();
    }
}
