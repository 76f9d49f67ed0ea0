package stoa.stores.relational;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;
import stoa.runtime.StartFailed;

/**
 * One owner's tables in a schema of that name on a PostgreSQL server. Writes are serializable, so that work means the
 * same as on SQLite, where each runs alone.
 */
final class PostgresStore implements Relational {
    private static final int TRIES = 10;
    private static final Duration ANSWER_ON_ITS_WAY = Duration.ofSeconds(5);
    private static final ScopedValue<PostgresStore> INSIDE = ScopedValue.newInstance();

    private final String owner;
    private final String address;
    private final HikariDataSource pool;
    /** First tries go side by side; one that lost a conflict is run again with no other write of this process beside it. */
    private final ReentrantReadWriteLock order = new ReentrantReadWriteLock(true);
    /** Why the transaction that ended last failed, in words; empty when it did not. */
    private volatile String trouble = "";

    private PostgresStore(String owner, String address, HikariDataSource pool) {
        this.owner = owner;
        this.address = address;
        this.pool = pool;
    }

    static PostgresStore open(String owner, PostgresUrl url, RelationalSettings settings) throws StartFailed {
        var address = "PostgreSQL at " + url.address();
        var patience = seconds(settings.connectTimeout());
        var jdbc = url
                .jdbc(Map.of("currentSchema", owner, "ApplicationName", "stoa " + owner, "connectTimeout", patience,
                        "loginTimeout", patience));
        // the driver gives a silent server's attempt up but lets its thread wait on: not for ever
        var first = url.jdbc(Map.of("currentSchema", owner, "ApplicationName", "stoa " + owner, "connectTimeout",
                patience, "loginTimeout", patience, "socketTimeout", silence(settings)));
        var migrations = new Migrations(owner);
        try {
            boolean applied;
            try (var connection = DriverManager.getConnection(first, url.user(), url.password())) {
                applied = migrations.applied(connection, owner);
            }
            if (!applied) {
                migrations.apply(Flyway.configure().dataSource(jdbc, url.user(), url.password())
                        .defaultSchema(owner).createSchemas(true), address + ", schema " + owner);
            }
        } catch (SQLException | IOException | RuntimeException e) {
            var words = PostgresFaults.trouble(e, true);
            throw new StartFailed(
                    address + " cannot be used: " + (words == null ? PostgresFaults.line(e) : words), e);
        }
        return new PostgresStore(owner, url.address(), pool(owner, url, settings));
    }

    private static HikariDataSource pool(String owner, PostgresUrl url, RelationalSettings settings) {
        var config = new HikariConfig();
        config.setPoolName("relational/" + owner);
        config.setJdbcUrl(url.jdbc(Map.of("currentSchema", owner, "ApplicationName", "stoa " + owner, "connectTimeout",
                seconds(settings.connectTimeout()), "socketTimeout", silence(settings), "tcpKeepAlive", "true")));
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Math.max(250, settings.connectTimeout().toMillis()));
        config.setValidationTimeout(Math.max(250, settings.connectTimeout().toMillis() / 2));
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        config.setConnectionInitSql("SET statement_timeout = " + settings.statementTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** How long a server may say nothing. */
    private static String silence(RelationalSettings settings) {
        return seconds(settings.statementTimeout().plus(ANSWER_ON_ITS_WAY));
    }

    /** The driver counts in whole seconds, and 0 means for ever. */
    private static String seconds(Duration d) {
        return Long.toString(Math.max(1, d.toSeconds()));
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
        for (var attempt = 1;; attempt++) {
            var turn = attempt == 1 ? order.readLock() : order.writeLock();
            turn.lock();
            try {
                return transaction(work, true);
            } catch (Conflict e) {
                if (attempt == TRIES) {
                    throw new StoreUnavailable(owner + " store: too many conflicting writes", e);
                }
            } finally {
                turn.unlock();
            }
            // other processes' writes: step out of their way, each by another length
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L << Math.min(attempt, 6)));
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        try {
            return transaction(work, false);
        } catch (Conflict e) {
            throw new StoreUnavailable(owner + " store: too many conflicting writes", e);
        }
    }

    private <T extends @Nullable Object> T transaction(Work<T> work, boolean writes) throws Conflict {
        if (INSIDE.isBound() && INSIDE.get() == this) {
            throw new IllegalStateException("a call of the " + owner + " store inside another one's work");
        }
        var committing = false;
        try (var connection = pool.getConnection()) {
            try {
                if (!writes) {
                    execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                }
                var sql = Jooq.over(connection, SQLDialect.POSTGRES);
                var result = ScopedValue.where(INSIDE, this).call(() -> work.run(sql));
                committing = writes;
                connection.commit();
                trouble = "";
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollback(connection);
                throw e;
            }
        } catch (SQLException e) {
            throw translated(e, committing);
        } catch (RuntimeException e) {
            throw PostgresFaults.trouble(e, writes) == null && !PostgresFaults.conflict(e) ? e : translated(e, false);
        }
    }

    private RuntimeException translated(Exception e, boolean committing) throws Conflict {
        if (PostgresFaults.conflict(e)) {
            throw new Conflict(e);
        }
        var words = PostgresFaults.trouble(e, true);
        var why = owner + " store: " + (words == null ? PostgresFaults.line(e) : words);
        trouble = why;
        return new StoreUnavailable(why, e, committing);
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // a connection that is lost undoes by itself; the pool finds out and throws it away
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    @Override
    public String name() {
        return "relational/" + owner;
    }

    @Override
    public Condition check(Duration timeout) {
        var began = System.nanoTime();
        var asked = new FutureTask<>(() -> read(sql -> String.valueOf(sql.fetchValue("select version()"))));
        Thread.ofVirtual().name("relational-" + owner + "-check").start(asked);
        var version = "";
        var detail = "";
        try {
            version = asked.get(timeout.toNanos(), TimeUnit.NANOSECONDS).split(" on |,", 2)[0];
        } catch (ExecutionException e) {
            detail = e.getCause() == null ? "" : PostgresFaults.line(e.getCause());
        } catch (TimeoutException e) {
            // the pool goes on trying a server that refuses; what it was last known for says more
            detail = trouble.isEmpty() ? owner + " store: no answer within " + timeout.toMillis() + " ms" : trouble;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            detail = "interrupted before there was an answer";
        }
        return new Condition(detail.isEmpty(), "postgresql", version, address,
                Duration.ofNanos(System.nanoTime() - began), detail);
    }

    @Override
    public void close() {
        pool.close();
    }

    /** A transaction that lost against another one. */
    private static final class Conflict extends Exception {
        Conflict(Exception cause) {
            super(null, cause, false, false);
        }
    }
}
