package stoa.telemetry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request, in a file that is rotated by size. Callers hand over a record and never wait: a
 * writer thread formats and writes; when it cannot keep up, lines are dropped and counted, and the count is written.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int CAPACITY = 65_536;
    private static final int BATCH_BYTES = 64 * 1024;
    // Waking the writer would cost the caller a system call, so the writer looks for itself.
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long OPEN_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSE_MILLIS = 5_000;

    private final @Nullable EntryQueue queue;
    private final @Nullable RotatingFile file;
    private final @Nullable Thread writer;
    private final LongAdder dropped = new LongAdder();
    private final JsonLine lines = new JsonLine();
    private int pending;
    private long openAgainAt;
    private boolean failing;
    private volatile boolean closed;

    private AccessLog(@Nullable EntryQueue queue, @Nullable RotatingFile file) {
        this.queue = queue;
        this.file = file;
        this.writer = queue == null
                ? null
                : Thread.ofPlatform().daemon().name("access-log").unstarted(this::run);
    }

    public static AccessLog to(Path file, long maxBytes, int generations) {
        return to(() -> file, maxBytes, generations);
    }

    /**
     * @param file appended to, first asked for when there is something to write; its older generations are beside it as
     *     {@code .1}, {@code .2}, ...
     */
    public static AccessLog to(Supplier<Path> file, long maxBytes, int generations) {
        var log = to(file, maxBytes, generations, CAPACITY);
        log.start();
        return log;
    }

    /** Not started, so that a test can fill the ring. */
    static AccessLog to(Supplier<Path> file, long maxBytes, int generations, int capacity) {
        return new AccessLog(new EntryQueue(capacity), new RotatingFile(file, maxBytes, generations));
    }

    /** Writes nothing. */
    public static AccessLog none() {
        return new AccessLog(null, null);
    }

    void start() {
        if (writer != null) {
            writer.start();
        }
    }

    /** Never waits and never throws; what comes after {@link #close()} is lost. */
    public void write(Entry entry) {
        if (queue != null && !closed && !queue.offer(entry)) {
            dropped.increment();
        }
    }

    /** Writes what has been handed over, then closes the file. */
    @Override
    public void close() {
        closed = true;
        if (writer == null) {
            return;
        }
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        if (queue == null || file == null) {
            return;
        }
        while (true) {
            // Read before the last round: what was handed over before the closing is then written by that round.
            var last = closed;
            var idle = round(queue, file);
            if (last) {
                break;
            }
            if (idle) {
                LockSupport.parkNanos(this, LOOK_EVERY_NANOS);
            }
        }
        try {
            file.close();
        } catch (IOException e) {
            warn(e);
        }
    }

    /** Writes all there is; true when there was little, so that it is worth waiting for more. */
    private boolean round(EntryQueue queue, RotatingFile file) {
        var written = 0;
        Entry entry;
        while ((entry = queue.poll()) != null) {
            format(entry);
            written++;
            if (lines.length() >= BATCH_BYTES) {
                flush(file);
            }
        }
        flush(file);
        var lost = dropped.sumThenReset();
        if (lost > 0) {
            lines.begin().time("at", System.currentTimeMillis()).field("dropped", lost).end();
            if (!flush(file)) {
                dropped.add(lost);
            }
        }
        return written < CAPACITY / 16;
    }

    private boolean flush(RotatingFile file) {
        var lost = pending;
        pending = 0;
        if (lines.length() == 0) {
            return true;
        }
        try {
            if (failing && System.nanoTime() < openAgainAt) {
                dropped.add(lost);
                return false;
            }
            file.append(lines);
            failing = false;
            return true;
        } catch (IOException e) {
            dropped.add(lost);
            openAgainAt = System.nanoTime() + OPEN_AGAIN_NANOS;
            if (!failing) {
                warn(e);
            }
            failing = true;
            return false;
        } finally {
            lines.clear();
        }
    }

    private static void warn(IOException e) {
        LOG.warn("the access log cannot be written, lines are dropped until it can: {}", e.toString());
    }

    private void format(Entry e) {
        pending++;
        lines.begin().time("at", e.epochMillis).field("role", e.role).field("service", e.service)
                .field("instance", e.instance).field("remote", e.remote).field("method", e.method).field("path", e.path)
                .field("status", e.status).field("bytesIn", e.bytesIn).field("bytesOut", e.bytesOut)
                .field("micros", e.micros).field("requestId", e.requestId).field("traceId", e.traceId);
        if (!e.note.isEmpty()) {
            lines.field("note", e.note);
        }
        lines.end();
    }

    /**
     * One request as it was answered.
     *
     * @param service the service that answered, for the gateway the one that was reached
     * @param instance the instance that answered, empty where none was reached
     * @param note why it was answered so, where the status alone does not say; empty otherwise
     */
    public record Entry(long epochMillis, String role, String service, String instance, String remote, String method,
            String path, int status, long bytesIn, long bytesOut, long micros, String requestId, String traceId,
            String note) {}
}
