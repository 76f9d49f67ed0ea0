package stoa.telemetry;

import java.nio.file.Path;

/**
 * One line of JSON for each request, in a file that is rotated by size. Callers hand over a record and never wait: a
 * writer thread formats and writes; when it cannot keep up, lines are dropped and counted, and the count is written.
 */
public final class AccessLog implements AutoCloseable {
    /** @param file appended to; its older generations are beside it as {@code .1}, {@code .2}, ... */
    public static AccessLog to(Path file, long maxBytes, int generations) {
        throw new UnsupportedOperationException();
    }

    /** Writes nothing. */
    public static AccessLog none() {
        throw new UnsupportedOperationException();
    }

    public void write(Entry entry) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

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
