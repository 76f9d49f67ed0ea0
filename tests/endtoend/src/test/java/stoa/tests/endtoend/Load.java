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
import stoa.tests.kit.Web;

/** Clients that ask for one path as long as the test wants, each some hundred times a second. */
final class Load implements AutoCloseable {
    private static final long PAUSE_NANOS = 2_000_000;
    /** How many clients ask at the same time. */
    static final int CLIENTS = 4;

    private final Web web = new Web();
    private final URI gateway;
    private final String path;
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final List<String> failed = new CopyOnWriteArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;

    Load(URI gateway, String path) {
        this.gateway = gateway;
        this.path = path;
        for (var i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofVirtual().name("client " + i).start(this::ask));
        }
    }

    private void ask() {
        while (!over) {
            try {
                var answer = web.get(gateway, path);
                if (answer.statusCode() == 200) {
                    answers.computeIfAbsent(answer.body(), _ -> new AtomicInteger()).incrementAndGet();
                } else {
                    failed.add(answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                failed.add(e.toString());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** How many requests were answered by whom. */
    int answered(String by) {
        var count = answers.get(by);
        return count == null ? 0 : count.get();
    }

    /** How many requests were answered. */
    int answered() {
        return answers.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Waits until more requests have been answered, and by that one. */
    void awaitMore(String by, int more) {
        var until = answered(by) + more;
        await(by + " has answered", () -> answered(by) >= until);
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
        web.close();
    }
}
