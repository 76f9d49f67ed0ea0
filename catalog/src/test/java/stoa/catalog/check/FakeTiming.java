package stoa.catalog.check;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Time that passes when the test says so; tasks run on the test's thread, in order, each at its own time. */
public final class FakeTiming implements Timing {
    private final PriorityQueue<Task> waiting = new PriorityQueue<>(
            Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos = 5_000_000_000_000L;
    private long counted;
    private Runnable afterEach = () -> {};

    private record Task(long due, long number, Runnable work) {}

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return wall;
    }

    @Override
    public synchronized Alarm after(Duration delay, Runnable work) {
        var task = new Task(nanos + delay.toNanos(), counted++, work);
        waiting.add(task);
        return () -> cancel(task);
    }

    /** How many tasks wait for their time. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private synchronized void cancel(Task task) {
        waiting.remove(task);
    }

    /** What the test does after each task, before time goes on: waits for what the task began, say. */
    public void afterEach(Runnable wait) {
        afterEach = wait;
    }

    /** Lets time pass. */
    public void advance(Duration span) {
        var end = nanos() + span.toNanos();
        for (var task = due(end); task != null; task = due(end)) {
            moveTo(Math.max(task.due(), nanos()));
            task.work().run();
            afterEach.run();
        }
        moveTo(end);
    }

    /** The whole process stands still, then everything that was due meanwhile happens late. */
    public void standStill(Duration span) {
        moveTo(nanos() + span.toNanos());
        advance(Duration.ZERO);
    }

    /** Somebody sets the machine's clock. */
    public synchronized void setClock(Instant time) {
        wall = time;
    }

    private synchronized void moveTo(long end) {
        wall = wall.plusNanos(end - nanos);
        nanos = end;
    }

    private synchronized @Nullable Task due(long end) {
        var next = waiting.peek();
        return next == null || next.due() > end ? null : waiting.poll();
    }

    @Override
    public synchronized void close() {
        waiting.clear();
    }
}
