package stoa.tests.endtoend;

import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that ask for one path as long as the test wants, each at its own pace on a connection that it keeps. None of them
 * asks twice for the same: whatever fails is a failure.
 */
final class Load implements AutoCloseable {
    /** How many clients ask at the same time, if not told otherwise. */
    static final int CLIENTS = 4;
    private static final int PER_SECOND = 1600;

    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final List<String> failed = new CopyOnWriteArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private final long begun = System.nanoTime();
    private volatile boolean over;

    Load(URI gateway, String path) {
        this(PER_SECOND, CLIENTS, path, List.of(gateway));
    }

    /**
     * @param perSecond requests of all clients together
     * @param gateways where there are several, a client whose connection ended goes on at the next one that takes it
     */
    Load(int perSecond, int clients, String path, List<URI> gateways) {
        var pause = 1_000_000_000L * clients / perSecond;
        for (var i = 0; i < clients; i++) {
            var client = new KeptConnection(gateways, i);
            // a platform thread asks for half of what a virtual one does that waits for a socket
            this.clients.add(Thread.ofPlatform().daemon().name("client " + i).start(() -> ask(client, path, pause)));
        }
    }

    private void ask(KeptConnection client, String path, long pause) {
        var next = System.nanoTime();
        while (!over) {
            try {
                var answer = client.get(path);
                if (answer.status() == 200) {
                    answers.computeIfAbsent(answer.body(), _ -> new AtomicInteger()).incrementAndGet();
                } else {
                    failed.add(answer.status() + " " + answer.body());
                }
            } catch (IOException e) {
                failed.add(e.toString());
            }
            // who fell behind does not run after what is lost
            next = Math.max(next + pause, System.nanoTime() - pause);
            LockSupport.parkNanos(next - System.nanoTime());
        }
        client.close();
    }

    /** How many requests were answered by whom. */
    int answered(String by) {
        var count = answers.get(by);
        return count == null ? 0 : count.get();
    }

    /** Whose answers came. */
    List<String> answerers() {
        return List.copyOf(answers.keySet());
    }

    /** How many requests were answered. */
    int answered() {
        return answers.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** How many were answered each second so far. */
    double perSecond() {
        return answered() / ((System.nanoTime() - begun) / 1e9);
    }

    /** Waits until more requests have been answered, and by that one. */
    void awaitMore(String by, int more) {
        var until = answered(by) + more;
        await(by + " has answered", () -> answered(by) >= until);
    }

    /** Waits until more requests have been answered, whoever did it. */
    void awaitMore(int more) {
        var until = answered() + more;
        await("there are answers", () -> answered() >= until);
    }

    /** The requests that were not answered with 200, in words. */
    List<String> failed() {
        return failed;
    }

    @Override
    public void close() {
        over = true;
        try {
            for (var client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
