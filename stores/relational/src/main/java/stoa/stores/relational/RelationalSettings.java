package stoa.stores.relational;

import java.time.Duration;
import java.util.Optional;
import stoa.runtime.Setting;
import stoa.runtime.Settings;

/**
 * Where relational data lives: on a PostgreSQL server where one is named, by a URL or in parts, else in SQLite files of
 * the data folder.
 *
 * @param postgres the server, empty for SQLite
 * @param poolSize connections that one owner keeps to the server at most
 * @param connectTimeout how long a call waits for a connection before the server counts as away
 * @param statementTimeout how long the server works on one statement at most
 */
public record RelationalSettings(Optional<PostgresUrl> postgres, int poolSize, Duration connectTimeout,
        Duration statementTimeout) {

    public static RelationalSettings read(Settings in) {
        var url = in.key("database-url").env("DATABASE_URL").secret()
                .help("PostgreSQL, as postgresql://user:password@host:5432/database or a JDBC URL;"
                        + " without it and postgres-db, SQLite");
        var pool = in.key("database-pool-size").help("connections to PostgreSQL, for each owner of tables");
        var connect = in.key("database-connect-timeout")
                .help("how long a call waits for a connection to PostgreSQL before the server counts as away");
        var statement = in.key("database-statement-timeout")
                .help("how long PostgreSQL works on one statement at most");
        var text = url.text();
        var parts = PostgresParts.read(in, text.isEmpty());
        var postgres = text.isPresent() ? parsed(in, url, text.get()) : parts;
        return new RelationalSettings(postgres, pool.integer(10, 1, 1000),
                positive(in, connect, Duration.ofSeconds(2)), positive(in, statement, Duration.ofSeconds(10)));
    }

    private static Optional<PostgresUrl> parsed(Settings in, Setting url, String text) {
        try {
            return Optional.of(PostgresUrl.parse(text));
        } catch (IllegalArgumentException e) {
            in.error(url.name() + ": its value " + e.getMessage() + " (from " + url.origin() + ")");
            return Optional.empty();
        }
    }

    private static Duration positive(Settings in, Setting key, Duration otherwise) {
        var duration = key.duration(otherwise);
        if (duration.isZero()) {
            in.error(key.name() + ": must be more than 0s");
        }
        return duration;
    }

    /** For one who asks in turn and would rather hear soon that a server is away than wait for it. */
    RelationalSettings forRoundTrips() {
        return new RelationalSettings(postgres, 2, atMost(Duration.ofSeconds(1), connectTimeout),
                atMost(Duration.ofSeconds(2), statementTimeout));
    }

    private static Duration atMost(Duration most, Duration duration) {
        return duration.compareTo(most) < 0 ? duration : most;
    }

    /** SQLite files in the data folder: what holds where nothing is set. */
    public static RelationalSettings embedded() {
        return new RelationalSettings(Optional.empty(), 10, Duration.ofSeconds(2), Duration.ofSeconds(10));
    }
}
