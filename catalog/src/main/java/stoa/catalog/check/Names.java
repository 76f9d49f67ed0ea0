package stoa.catalog.check;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the addresses of hosts. The system's answer cannot be waited for with a limit, and holds the thread that asks, a
 * virtual one's carrier included: so threads of their own ask, one for each host, and who needs the answer waits as long
 * as it can. Hosts whose last answer took long have threads apart, so that they do not hold up the others.
 */
final class Names {
    private static final int MOST_AT_ONCE = 96;
    private static final int MOST_SLOW = 32;
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_REMEMBERED = 10_000;
    private static final long IDLE_SECONDS = 5;

    private final Source source;
    private final ConcurrentHashMap<String, CompletableFuture<InetAddress>> asked = new ConcurrentHashMap<>();
    private final Set<String> slow = ConcurrentHashMap.newKeySet();
    private final Semaphore quickRoom = new Semaphore(MOST_AT_ONCE, true);
    private final Semaphore slowRoom = new Semaphore(MOST_SLOW, true);
    private final ExecutorService asking = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
            new SynchronousQueue<>(), Thread.ofPlatform().daemon().name("catalog names ", 1).factory());

    /** Where addresses come from; may block for as long as it likes. */
    @FunctionalInterface
    interface Source {
        InetAddress find(String host) throws UnknownHostException;
    }

    Names(Source source) {
        this.source = source;
    }

    /** @throws SocketTimeoutException when there is no answer within the time */
    InetAddress find(String host, long millis)
            throws UnknownHostException, SocketTimeoutException, InterruptedException {
        if (isLiteral(host)) {
            return literal(host);
        }
        var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            return answer(host, end).get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                throw new SocketTimeoutException();
            }
            throw new UnknownHostException(host);
        }
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static InetAddress literal(String host) throws UnknownHostException {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            throw new UnknownHostException(host);
        }
    }

    /** One question for a host at a time, whoever waits for its answer. */
    private CompletableFuture<InetAddress> answer(String host, long end)
            throws SocketTimeoutException, InterruptedException {
        var mine = new CompletableFuture<InetAddress>();
        var other = asked.putIfAbsent(host, mine);
        if (other != null) {
            return other;
        }
        var room = slow.contains(host) ? slowRoom : quickRoom;
        var entered = false;
        try {
            entered = room.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            if (!entered) {
                asked.remove(host, mine);
                mine.completeExceptionally(new SocketTimeoutException());
            }
        }
        if (!entered) {
            throw new SocketTimeoutException();
        }
        asking.execute(() -> ask(host, mine, room));
        return mine;
    }

    private void ask(String host, CompletableFuture<InetAddress> answer, Semaphore room) {
        var begun = System.nanoTime();
        try {
            answer.complete(source.find(host));
        } catch (UnknownHostException | RuntimeException e) {
            answer.completeExceptionally(e);
        } finally {
            remember(host, System.nanoTime() - begun > SLOW_NANOS);
            asked.remove(host, answer);
            room.release();
        }
    }

    private void remember(String host, boolean wasSlow) {
        if (!wasSlow) {
            slow.remove(host);
        } else if (slow.size() < MOST_REMEMBERED) {
            slow.add(host);
        }
    }
}
