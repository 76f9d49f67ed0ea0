package stoa.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.ServiceRecord;
import stoa.http.Json;
import stoa.runtime.DataFolder;

/**
 * The registry as this gateway heard it last, in a file of the data folder: what it goes by when it starts and no catalog
 * can be reached. Written a moment after a change, and seldom while changes go on; it may miss the last second.
 */
final class LastRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LastRegistry.class);
    private static final Duration SELDOM = Duration.ofSeconds(1);
    /** Writing takes at most about this part of the time, however large the registry is. */
    private static final int PART_OF_TIME = 20;

    private final DataFolder data;
    private final String file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread writer = Thread.ofVirtual().name("last registry").unstarted(this::write);
    private @Nullable Registry waiting;
    private boolean closed;

    /** What was kept, and when it was heard. */
    record Kept(Instant at, List<ServiceRecord> services) {}

    /** @param instance the gateway's instance id */
    LastRegistry(DataFolder data, String instance) {
        this.data = data;
        this.file = "run/" + instance + ".registry";
    }

    /** What an earlier run kept; empty where there is nothing that can be read. */
    Optional<Kept> read() {
        try {
            return Optional.of(Json.read(Files.readString(data.file(file)), Kept.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the last registry in {} cannot be used: {}", data.file(file), e.getMessage());
            return Optional.empty();
        }
    }

    void start() {
        writer.start();
    }

    /** Keeps a state soon; returns at once. */
    void keep(Registry registry) {
        lock.lock();
        try {
            waiting = registry;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            for (var next = take(); next != null; next = take()) {
                var began = System.nanoTime();
                write(next);
                pause(Math.max(SELDOM.toNanos(), PART_OF_TIME * (System.nanoTime() - began)));
            }
        } catch (InterruptedException e) {
            // nobody but the end of the process interrupts
        }
    }

    private void write(Registry registry) {
        try {
            data.write(file, Json.text(new Kept(Instant.now(), List.copyOf(registry.services().values()))));
        } catch (IOException e) {
            LOG.warn("the registry cannot be kept in {}: {}", data.file(file), e.getMessage());
        }
    }

    private @Nullable Registry take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting == null && !closed) {
                changed.await();
            }
            var taken = waiting;
            waiting = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            var left = nanos;
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            writer.join(Duration.ofNanos(TimeUnit.SECONDS.toNanos(2)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
