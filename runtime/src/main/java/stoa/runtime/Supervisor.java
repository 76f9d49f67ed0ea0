package stoa.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the chosen roles of a process. Start: roles in the order of their needs, independent ones side by side, then all
 * are announced. Stop: in reverse order, each withdraws, drains and closes. A role that fails to start stops all; one that fails
 * later is closed and started again with growing delays.
 */
public final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final List<Role> table;
    private final Consumer<Instance> onReady;
    private final List<Wave> waves = new CopyOnWriteArrayList<>();
    private boolean stopped;

    /** Roles that start together, and their instances. */
    private record Wave(List<Role> roles, List<Instance> instances) {}

    /** @param onReady told of each instance as it becomes ready, and of one that was started again */
    public Supervisor(List<Role> table, Consumer<Instance> onReady) {
        this.table = List.copyOf(table);
        this.onReady = onReady;
    }

    /**
     * Starts the named roles, an instance for each of their numbers, and announces them when all of them run.
     *
     * @throws StartFailed with the first reason, after everything that had started was closed again
     */
    public void start(Map<String, List<Integer>> numbers) throws StartFailed {
        for (var wave : inOrder(numbers.keySet())) {
            var instances = new CopyOnWriteArrayList<Instance>();
            for (var role : wave) {
                for (var n : numbers.getOrDefault(role.name(), List.of())) {
                    instances.add(new Instance(role, n, onReady));
                }
            }
            waves.add(new Wave(wave, instances));
            try {
                startTogether(instances);
            } catch (StartFailed e) {
                close();
                throw e;
            }
        }
        instances().forEach(Instance::announce);
    }

    /**
     * Starts and announces more instances of a role that runs here.
     *
     * @throws StartFailed with the first reason; none of them runs then
     */
    public synchronized void grow(String role, List<Integer> numbers) throws StartFailed {
        if (stopped) {
            throw new StartFailed("the process stops");
        }
        var wave = wave(role);
        var named = wave.roles().stream().filter(r -> r.name().equals(role)).findFirst().orElseThrow();
        var fresh = numbers.stream().map(n -> new Instance(named, n, onReady)).toList();
        try {
            startTogether(fresh);
        } catch (StartFailed e) {
            together(fresh, Instance::close);
            throw e;
        }
        wave.instances().addAll(fresh);
        fresh.forEach(Instance::announce);
    }

    /**
     * Withdraws instances; their requests in flight finish afterwards, within {@code grace}.
     *
     * @param afterwards told when all of them are closed
     */
    public synchronized void shrink(List<Instance> leaving, Duration grace, Runnable afterwards) {
        leaving.forEach(i -> wave(i.role()).instances().remove(i));
        together(leaving, Instance::withdraw);
        Thread.ofVirtual().name("shrink").start(() -> {
            together(leaving, i -> i.drain(grace));
            together(leaving, Instance::close);
            afterwards.run();
        });
    }

    private Wave wave(String role) {
        return waves.stream().filter(w -> w.roles().stream().anyMatch(r -> r.name().equals(role))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(role + " does not run here"));
    }

    /**
     * On platform threads: a start loads and initialises classes, a virtual thread that waits for that keeps its carrier,
     * and on two cores two of them are enough that the one that could go on gets none.
     */
    private void startTogether(List<Instance> wave) throws StartFailed {
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("start-", 0).factory())) {
            var starts = new LinkedHashMap<Instance, Future<Void>>();
            for (var instance : wave) {
                Callable<Void> start = () -> {
                    instance.start();
                    return null;
                };
                starts.put(instance, threads.submit(start));
            }
            for (var start : starts.entrySet()) {
                await(start.getKey(), start.getValue());
            }
        }
    }

    private static void await(Instance instance, Future<Void> start) throws StartFailed {
        try {
            start.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StartFailed failed -> throw failed;
                case null, default -> throw new StartFailed(
                        instance.id() + " cannot start: " + String.valueOf(e.getCause()), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailed("interrupted while starting " + instance.id(), e);
        }
    }

    /** Groups the chosen roles so that each comes after all that it needs. */
    private List<List<Role>> inOrder(Set<String> chosen) {
        var left = new ArrayList<>(table.stream().filter(r -> chosen.contains(r.name())).toList());
        var order = new ArrayList<List<Role>>();
        var done = new HashSet<String>();
        while (!left.isEmpty()) {
            var ready = left.stream()
                    .filter(r -> r.needs().stream().allMatch(n -> done.contains(n) || !chosen.contains(n))).toList();
            if (ready.isEmpty()) {
                throw new IllegalStateException("roles need each other in a circle: " + left);
            }
            order.add(ready);
            ready.forEach(r -> done.add(r.name()));
            left.removeIf(r -> done.contains(r.name()));
        }
        return order;
    }

    /** Every instance of this process, in the order of start. */
    public List<Instance> instances() {
        return waves.stream().flatMap(w -> w.instances().stream()).toList();
    }

    /**
     * Withdraws, drains and closes everything, what was started last first, so that a gateway finishes its requests while
     * the services behind it still answer. What is in flight gets {@code grace} in all. Safe to call twice.
     */
    public synchronized void stop(Duration grace) {
        if (stopped) {
            return;
        }
        stopped = true;
        var end = System.nanoTime() + grace.toNanos();
        for (var wave : waves.reversed()) {
            together(wave.instances(), Instance::withdraw);
            together(wave.instances(), i -> i.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
            together(wave.instances(), Instance::close);
        }
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    private static void together(List<Instance> instances, Consumer<Instance> step) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var instance : instances) {
                threads.execute(() -> {
                    try {
                        step.accept(instance);
                    } catch (RuntimeException e) {
                        LOG.warn("{} did not stop cleanly", instance.id(), e);
                    }
                });
            }
        }
    }
}
