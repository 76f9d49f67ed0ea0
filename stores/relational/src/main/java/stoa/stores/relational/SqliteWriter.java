package stoa.stores.relational;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes to a file. It takes the writes that wait, runs them in one transaction, each in a savepoint
 * of its own, and answers all after the commit: a forced write to the disk costs the same for one as for a thousand.
 */
final class SqliteWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);

    private final BlockingQueue<SqliteCall<?>> waiting;
    private final SqliteCall<?> last = new SqliteCall<>(_ -> 0);
    private final int most;
    private final String store;
    private final SqliteFile file;
    private final Connection connection;
    private final DSLContext sql;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable String trouble;

    SqliteWriter(String owner, SqliteFile file, SqliteLimits limits, Connection connection) {
        this.waiting = new ArrayBlockingQueue<>(limits.waiting());
        this.most = limits.batch();
        this.store = owner + " store";
        this.file = file;
        this.connection = connection;
        this.sql = Jooq.over(connection, SQLDialect.SQLITE);
        this.thread = Thread.ofPlatform().daemon().name("sqlite-" + owner + "-writer").unstarted(this);
    }

    void start() {
        thread.start();
    }

    boolean isCurrentThread() {
        return Thread.currentThread().equals(thread);
    }

    /** The reason why the last commit failed, null when it did not. */
    @Nullable
    String trouble() {
        return trouble;
    }

    void submit(SqliteCall<?> call) {
        if (closed) {
            throw new StoreUnavailable(store + ": closed");
        }
        if (!waiting.offer(call)) {
            throw new StoreUnavailable(store + ": too many writes waiting");
        }
        // a close that came between: whoever takes the call out of the queue answers it
        if (closed && waiting.remove(call)) {
            throw new StoreUnavailable(store + ": closed");
        }
    }

    /** Answers what waits, then ends the thread and closes the connection. */
    void close() {
        closed = true;
        try {
            waiting.put(last);
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        var batch = new ArrayList<SqliteCall<?>>(most);
        try {
            while (!batch.contains(last)) {
                batch.clear();
                batch.add(waiting.take());
                waiting.drainTo(batch, most - 1);
                run(batch);
            }
        } catch (InterruptedException e) {
            LOG.error("{}: the writer was interrupted and ends", file.path());
        } finally {
            closed = true;
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.warn("{} was not closed well: {}", file.path(), SqliteFaults.line(e));
            }
            SqliteCall<?> left;
            while ((left = waiting.poll()) != null) {
                left.fail(new StoreUnavailable(store + ": closed"));
            }
        }
    }

    private void run(List<SqliteCall<?>> batch) {
        try {
            execute("BEGIN IMMEDIATE");
            for (var call : batch) {
                if (call != last && call.begin()) {
                    run(call, batch.size() == 1);
                }
            }
            execute("COMMIT");
            trouble = null;
            batch.forEach(SqliteCall::answer);
        } catch (SQLException | RuntimeException | Error e) {
            // whatever it was, nobody may wait for ever, and the thread goes on
            abandon(batch, e);
        }
    }

    /** Runs one call; alone in its transaction it needs no savepoint, since the transaction itself is undone. */
    private void run(SqliteCall<?> call, boolean alone) throws SQLException {
        if (!alone) {
            execute("SAVEPOINT work");
        }
        call.run(sql);
        var failure = call.failure();
        if (failure == null) {
            if (!alone) {
                execute("RELEASE work");
            }
            return;
        }
        var reason = SqliteFaults.trouble(failure);
        if (reason != null) {
            call.failed(unavailable(reason, failure));
        }
        try {
            execute(alone ? "ROLLBACK" : "ROLLBACK TO work");
            if (alone) {
                execute("BEGIN IMMEDIATE");
            } else {
                execute("RELEASE work");
            }
        } catch (SQLException e) {
            // SQLite had undone the whole transaction already; its own reason is the one to tell
            e.addSuppressed(failure);
            throw failure instanceof Exception f && reason != null ? new SQLException(f) : e;
        }
    }

    /** Not prepared once and for all: the driver does away with a statement that has failed. */
    private void execute(String command) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(command);
        }
    }

    private void abandon(List<SqliteCall<?>> batch, Throwable cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // nothing left to undo: SQLite does it by itself for some errors
        }
        var reason = SqliteFaults.trouble(cause);
        var words = reason == null ? SqliteFaults.line(cause) : reason;
        trouble = words;
        LOG.error("{}: {} writes failed: {}", file.path(), batch.size(), words);
        batch.forEach(call -> call.fail(unavailable(words, cause)));
    }

    private StoreUnavailable unavailable(String words, Throwable cause) {
        return new StoreUnavailable(store + ": " + words, cause);
    }
}
