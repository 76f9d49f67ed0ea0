package stoa.stores.relational;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import stoa.runtime.Setting;
import stoa.runtime.Settings;

/**
 * A PostgreSQL server named in parts, by the variables that its container image has: used where no URL is set, and then
 * database, user and password belong together.
 */
final class PostgresParts {
    private static final Predicate<Setting> SET = key -> !key.origin().equals("default");

    private PostgresParts() {}

    /**
     * Reads every part.
     *
     * @param instead whether the parts count, no URL being set
     * @return empty where none of database, user and password is set; where only some are, that is an error that names
     *     the missing ones
     */
    static Optional<PostgresUrl> read(Settings in, boolean instead) {
        var databaseKey = in.key("postgres-db").env("POSTGRES_DB")
                .help("database on PostgreSQL; with postgres-user and postgres-password in place of database-url");
        var userKey = in.key("postgres-user").env("POSTGRES_USER").help("the user of postgres-db");
        var passwordKey = in.key("postgres-password").env("POSTGRES_PASSWORD").secret().help("that user's password");
        var hostKey = in.key("postgres-host").env("POSTGRES_HOST").help("the server of postgres-db");
        var portKey = in.key("postgres-port").env("POSTGRES_PORT").help("that server's port");
        var database = databaseKey.text();
        var user = userKey.text();
        var password = passwordKey.text();
        var host = hostKey.text("db");
        // may be another program's, such as tcp://10.0.0.7:5432, where the parts do not count
        portKey.text("5432");
        var needed = List.of(databaseKey, userKey, passwordKey);
        var set = needed.stream().filter(SET).toList();
        if (!instead || set.isEmpty()) {
            return Optional.empty();
        }
        var port = portKey.integer(5432, 1, 65535);
        if (database.isEmpty() || user.isEmpty() || password.isEmpty()) {
            in.error(words(set) + (set.size() == 1 ? " is" : " are") + " set without "
                    + words(needed.stream().filter(SET.negate()).toList()) + ": PostgreSQL is named by all of database,"
                    + " user and password, or by database-url (DATABASE_URL)");
            return Optional.empty();
        }
        if (!PostgresUrl.isHost(host)) {
            in.error(hostKey.name() + ": \"" + host + "\" is not the name or address of a host (from "
                    + hostKey.origin() + ")");
            return Optional.empty();
        }
        return Optional.of(new PostgresUrl(host + ":" + port, database.get(), user.get(), password.get(), Map.of()));
    }

    private static String words(List<Setting> keys) {
        return keys.stream().map(k -> k.name() + " (" + k.variables().getLast() + ")")
                .collect(Collectors.joining(" and "));
    }
}
