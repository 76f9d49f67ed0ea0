package stoa.services.points.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Does together what is asked for at the same time: while one batch is under way the next one gathers. What makes a batch
 * durable, a commit or a round trip, is paid once for all of it.
 *
 * @param <I> what is asked for
 * @param <O> what comes of it
 */
public final class Batches<I, O> implements AutoCloseable {
    private static final int WAITING = 10_000;
    private static final int MOST = 1_000;

    private final Function<List<I>, List<O>> work;
    private final IntConsumer begun;
    private final BlockingQueue<Asked<I, O>> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private volatile boolean closed;

    private record Asked<I, O>(List<I> item, CompletableFuture<O> answer) {}

    /** As the other one, with nobody to tell. */
    public Batches(String name, Function<List<I>, List<O>> work) {
        this(name, work, _ -> {});
    }

    /**
     * @param work gives one result for each item, in their order; what it throws, all who wait for the batch get
     * @param begun told how many items each batch has
     */
    public Batches(String name, Function<List<I>, List<O>> work, IntConsumer begun) {
        this.work = work;
        this.begun = begun;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** Waits for the item's batch. @throws LedgerUnavailable when too many wait already, or this is closed */
    public O ask(I item) {
        var asked = new Asked<>(List.of(item), new CompletableFuture<O>());
        if (closed || !waiting.offer(asked)) {
            throw unavailable(closed ? "the ledger is closed" : "too many entries are waiting");
        }
        // a close that came between: whoever takes it out of the queue answers it
        if (closed && waiting.remove(asked)) {
            throw unavailable("the ledger is closed");
        }
        try {
            return asked.answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable("interrupted before there was an answer", e, true);
        }
    }

    private static LedgerUnavailable unavailable(String why) {
        return new LedgerUnavailable(why, new IllegalStateException(why), false);
    }

    private void run() {
        var batch = new ArrayList<Asked<I, O>>(MOST);
        var ends = false;
        while (!ends) {
            batch.clear();
            try {
                batch.add(waiting.take());
                waiting.drainTo(batch, MOST - 1);
            } catch (InterruptedException e) {
                // told to end: nobody interrupts a batch that is under way
                ends = true;
                waiting.drainTo(batch);
            }
            var asked = batch.stream().filter(a -> !a.item.isEmpty()).toList();
            ends |= asked.size() < batch.size();
            if (!asked.isEmpty()) {
                answer(asked);
            }
        }
        waiting.forEach(late -> late.answer.completeExceptionally(unavailable("the ledger is closed")));
    }

    private void answer(List<Asked<I, O>> asked) {
        try {
            begun.accept(asked.size());
            var results = work.apply(asked.stream().map(a -> a.item.getFirst()).toList());
            for (var n = 0; n < asked.size(); n++) {
                asked.get(n).answer.complete(results.get(n));
            }
        } catch (RuntimeException | Error e) {
            asked.forEach(a -> a.answer.completeExceptionally(e));
        }
    }

    /** Answers what waits, and takes nothing more. */
    @Override
    public void close() {
        closed = true;
        try {
            waiting.put(new Asked<>(List.of(), new CompletableFuture<>()));
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
