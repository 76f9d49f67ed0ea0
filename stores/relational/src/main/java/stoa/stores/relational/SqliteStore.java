package stoa.stores.relational;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/**
 * One owner's tables in an SQLite file of the data folder, which belongs to this process while its lock is held. All
 * calls of SQLite run on platform threads: a native call holds on to a virtual thread's carrier, and two of them would
 * stand still everything else on a small machine.
 */
final class SqliteStore implements Relational {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    private final String owner;
    private final SqliteFile file;
    private final DataFolder.Lock lock;
    private final SqliteWriter writer;
    private final SqliteReaders readers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SqliteStore(String owner, SqliteFile file, DataFolder.Lock lock, SqliteWriter writer,
            SqliteReaders readers) {
        this.owner = owner;
        this.file = file;
        this.lock = lock;
        this.writer = writer;
        this.readers = readers;
    }

    static SqliteStore open(String owner, DataFolder data, SqliteLimits limits) throws StartFailed {
        return open(owner, owner, data, data.lock(owner), limits, false);
    }

    /**
     * @param tables names the migrations: {@code db/<tables>/}
     * @param lock the owner's; released when the store closes or cannot be opened
     * @param adopts whether tables that another program has made are taken on; else such a file is refused
     */
    static SqliteStore open(String owner, String tables, DataFolder data, DataFolder.Lock lock, SqliteLimits limits,
            boolean adopts) throws StartFailed {
        try {
            var file = new SqliteFile(data.file(owner + ".db"), limits);
            var opening = new FutureTask<>(() -> writer(owner, tables, file, limits, adopts));
            Thread.ofPlatform().daemon().name("sqlite-" + owner + "-open").start(opening);
            var store = new SqliteStore(owner, file, lock, awaited(opening), new SqliteReaders(owner, file, limits));
            store.writer.start();
            store.readers.start();
            return store;
        } catch (ExecutionException e) {
            release(lock);
            throw e.getCause() instanceof StartFailed f ? f : new StartFailed(owner + " store: " + e.getCause(), e);
        }
    }

    /** To the end, whoever interrupts: opening is short, and what it opened must not be lost. */
    private static SqliteWriter awaited(FutureTask<SqliteWriter> opening) throws ExecutionException {
        var interrupted = false;
        try {
            while (true) {
                try {
                    return opening.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SqliteWriter writer(String owner, String tables, SqliteFile file, SqliteLimits limits,
            boolean adopts)
            throws StartFailed {
        file.examine();
        Connection connection = null;
        try {
            connection = file.writer();
            if (file.small()) {
                SqliteFile.check(connection);
            }
            var migrations = new Migrations(tables);
            if (!NewFile.made(connection, migrations) && !migrations.applied(connection, null)) {
                var flyway = Flyway.configure().dataSource(file.writers()).baselineOnMigrate(adopts)
                        .baselineVersion("0");
                migrations.apply(flyway, file.path().toString());
            }
            return new SqliteWriter(owner, file, limits, connection);
        } catch (SQLException | IOException | RuntimeException e) {
            close(connection);
            throw file.failed(e);
        } catch (StartFailed e) {
            close(connection);
            throw e;
        }
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.debug("a connection that could not serve was not closed well", e);
        }
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
        refuseInside();
        var call = new SqliteCall<>(work);
        writer.submit(call);
        return call.await();
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        refuseInside();
        var call = new SqliteCall<>(work);
        readers.submit(call);
        return call.await();
    }

    private void refuseInside() {
        if (writer.isCurrentThread() || readers.isCurrentThread()) {
            throw new IllegalStateException("a call of the " + owner + " store inside another one's work");
        }
    }

    @Override
    public String name() {
        return "relational/" + owner;
    }

    @Override
    public Condition check(Duration timeout) {
        var began = System.nanoTime();
        var version = "";
        var detail = "";
        try {
            var asked = new SqliteCall<>(sql -> String.valueOf(sql.fetchValue("select sqlite_version()")));
            readers.submit(asked);
            version = asked.await(timeout);
            if (writer.trouble() != null) {
                // the last commit failed: whether one can succeed now shows by trying
                var tried = new SqliteCall<>(sql -> sql.execute("PRAGMA user_version = 0"));
                writer.submit(tried);
                tried.await(timeout.minusNanos(System.nanoTime() - began));
            }
        } catch (RuntimeException e) {
            detail = SqliteFaults.line(e);
        }
        return new Condition(detail.isEmpty(), "sqlite", version, file.path().toString(),
                Duration.ofNanos(System.nanoTime() - began), detail);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            readers.close();
            writer.close();
            release(lock);
        }
    }

    private static void release(DataFolder.Lock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("a lock of the data folder was not released: {}", SqliteFaults.line(e));
        }
    }
}
