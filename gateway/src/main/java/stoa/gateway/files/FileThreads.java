package stoa.gateway.files;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that wait for disks in place of event loops. Those of the system, since a virtual one would hold its carrier
 * while it reads. A connection has one task here at most, so there are never more of them waiting than connections.
 */
public final class FileThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    public FileThreads(FileSettings settings) {
        threads = new ThreadPoolExecutor(settings.threads(), settings.threads(), IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("files-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Does it soon; at once and here where the gateway is closing already. */
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** What waits is done still. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
