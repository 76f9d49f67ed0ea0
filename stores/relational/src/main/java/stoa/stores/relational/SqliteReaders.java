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

/** The few threads that read from a file, each with a connection of its own, opened when it is first needed. */
final class SqliteReaders {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteReaders.class);

    private final String store;
    private final SqliteFile file;
    private final BlockingQueue<SqliteCall<?>> waiting;
    private final SqliteCall<?> last = new SqliteCall<>(_ -> 0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    SqliteReaders(String owner, SqliteFile file, SqliteLimits limits) {
        this.store = owner + " store";
        this.file = file;
        this.waiting = new ArrayBlockingQueue<>(limits.waiting());
        for (var n = 1; n <= limits.readers(); n++) {
            threads.add(Thread.ofPlatform().daemon().name("sqlite-" + owner + "-reader-" + n).unstarted(this::serve));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    boolean isCurrentThread() {
        return threads.contains(Thread.currentThread());
    }

    void submit(SqliteCall<?> call) {
        if (closed) {
            throw new StoreUnavailable(store + ": closed");
        }
        if (!waiting.offer(call)) {
            throw new StoreUnavailable(store + ": too many reads waiting");
        }
        // a close that came between: whoever takes the call out of the queue answers it
        if (closed && waiting.remove(call)) {
            throw new StoreUnavailable(store + ": closed");
        }
    }

    /** Answers what waits, then ends the threads and closes their connections. */
    void close() {
        closed = true;
        try {
            waiting.put(last);
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SqliteCall<?> left;
        while ((left = waiting.poll()) != null) {
            left.fail(new StoreUnavailable(store + ": closed"));
        }
    }

    private void serve() {
        Reader reader = null;
        try {
            while (true) {
                var call = waiting.take();
                if (call == last) {
                    waiting.put(last);
                    return;
                }
                if (call.begin()) {
                    reader = serve(call, reader);
                }
            }
        } catch (InterruptedException e) {
            LOG.error("{}: a reader was interrupted and ends", file.path());
        } finally {
            if (reader != null) {
                reader.close();
            }
        }
    }

    /** Answers one call; returns the connection for the next, null when it is to be opened anew. */
    private @Nullable Reader serve(SqliteCall<?> call, @Nullable Reader open) {
        var reader = open;
        try {
            if (reader == null) {
                reader = new Reader(file.reader());
            }
            reader.run(call);
            call.answer();
            return reader;
        } catch (SQLException | RuntimeException | Error e) {
            // whatever it was, nobody may wait for ever, and the thread goes on
            var words = SqliteFaults.trouble(e);
            call.fail(new StoreUnavailable(store + ": " + (words == null ? SqliteFaults.line(e) : words), e));
            if (reader != null) {
                reader.close();
            }
            return null;
        }
    }

    /** A connection that reads. */
    private static final class Reader {
        private final Connection connection;
        private final DSLContext sql;

        Reader(Connection connection) {
            this.connection = connection;
            this.sql = Jooq.over(connection, SQLDialect.SQLITE);
        }

        /** All of the call's statements see the state of its first one. */
        void run(SqliteCall<?> call) throws SQLException {
            execute("BEGIN");
            call.run(sql);
            execute("ROLLBACK");
            var failure = call.failure();
            if (failure != null && SqliteFaults.readTrouble(failure) != null && failure instanceof Exception e) {
                throw new SQLException(e);
            }
        }

        private void execute(String command) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute(command);
            }
        }

        void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("a reader's connection was not closed well", e);
            }
        }
    }
}
