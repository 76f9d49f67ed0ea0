package stoa.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of a role under supervision: running, or waiting to be started again after a failure. */
public final class Instance {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    private final Role role;
    private final int number;
    private final Consumer<Instance> onReady;
    private @Nullable RunningRole running;
    private @Nullable String failure;
    private Duration startTook = Duration.ZERO;
    private Duration nextDelay = FIRST_DELAY;
    private int attempt;
    private boolean announced;
    private boolean stopping;

    Instance(Role role, int number, Consumer<Instance> onReady) {
        this.role = role;
        this.number = number;
        this.onReady = onReady;
    }

    public String id() {
        return role.name() + "-" + number;
    }

    public String role() {
        return role.name();
    }

    public synchronized List<RunningRole.Address> addresses() {
        return running == null ? List.of() : running.addresses();
    }

    /** The role's own word while it runs, the failure's reason while it does not. */
    public synchronized Health health() {
        if (running != null) {
            return running.health();
        }
        var why = Objects.requireNonNullElse(failure, "starting");
        return Health.of(List.of(new Health.Check("role", false, why, Health.Weight.READINESS)));
    }

    /** How long the last start took. */
    public synchronized Duration startTook() {
        return startTook;
    }

    void start() throws Exception {
        var before = System.nanoTime();
        var mine = nextAttempt();
        var started = role.factory().start(new RoleContext(role.name(), number, cause -> failed(mine, cause)));
        synchronized (this) {
            if (stopping) {
                started.close();
                return;
            }
            running = started;
            failure = null;
            startTook = Duration.ofNanos(System.nanoTime() - before);
        }
        onReady.accept(this);
    }

    private synchronized int nextAttempt() {
        return ++attempt;
    }

    synchronized void announce() {
        announced = true;
        if (running != null) {
            running.announce();
        }
    }

    void withdraw() {
        var current = stopping();
        if (current != null) {
            current.withdraw();
        }
    }

    void drain(Duration grace) {
        var current = stopping();
        if (current != null) {
            current.drain(grace);
        }
    }

    void close() {
        var current = stopping();
        if (current != null) {
            current.close();
        }
    }

    private synchronized @Nullable RunningRole stopping() {
        stopping = true;
        return running;
    }

    /** Only the current attempt may fail, and once: a late word from a closed one changes nothing. */
    private void failed(int which, Throwable cause) {
        Thread.ofVirtual().name(id() + " restart").start(() -> {
            var lost = takeFailed(which, cause);
            if (lost != null) {
                LOG.error("{} failed and will be started again", id(), cause);
                lost.withdraw();
                lost.close();
                startAgain();
            }
        });
    }

    private synchronized @Nullable RunningRole takeFailed(int which, Throwable cause) {
        if (stopping || which != attempt) {
            return null;
        }
        var lost = running;
        running = null;
        failure = String.valueOf(cause.getMessage());
        return lost;
    }

    private void startAgain() {
        while (true) {
            Duration delay;
            synchronized (this) {
                delay = nextDelay;
                var doubled = delay.multipliedBy(2);
                nextDelay = doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
            }
            try {
                Thread.sleep(delay);
                synchronized (this) {
                    if (stopping) {
                        return;
                    }
                }
                start();
                synchronized (this) {
                    if (announced && running != null) {
                        running.announce();
                    }
                }
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                synchronized (this) {
                    failure = String.valueOf(e.getMessage());
                }
                LOG.error("{} could not be started again: {}", id(), e.getMessage());
            }
        }
    }
}
