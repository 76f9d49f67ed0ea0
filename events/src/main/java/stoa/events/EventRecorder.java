package stoa.events;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.client.Client;
import stoa.runtime.UuidV7;

/**
 * Tells the events service, from a buffer and by a thread of its own. While the service is away events wait; when too
 * many do, the oldest are dropped, and one event tells how many. Each gets its id when it is recorded, so that one that
 * is told twice is kept once.
 */
public final class EventRecorder implements Recorder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int BUFFERED = 10_000;
    private static final int BATCH = 200;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Client client;
    private final String source;
    private final InstantSource clock;
    private final UuidV7 ids;
    private final int most;
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread teller;
    private long lost;
    private @Nullable Event notice;
    private boolean closing;
    /** Touched by the teller alone. */
    private boolean warned;

    /** @param source who tells, where {@link #from} names nobody else: a process or an instance id */
    public EventRecorder(Client client, String source) {
        this(client, source, BUFFERED, InstantSource.system());
    }

    EventRecorder(Client client, String source, int most, InstantSource clock) {
        this.client = client;
        this.source = source;
        this.most = most;
        this.clock = clock;
        this.ids = new UuidV7(clock, RandomGenerator.getDefault());
        this.teller = Thread.ofVirtual().name("event-recorder").start(this::tell);
    }

    @Override
    public void record(String kind, String subject, String summary, Map<String, String> data) {
        record(source, kind, subject, summary, data);
    }

    @Override
    public Recorder from(String instance) {
        return (kind, subject, summary, data) -> record(instance, kind, subject, summary, data);
    }

    private void record(String from, String kind, String subject, String summary, Map<String, String> data) {
        var event = EventLimits
                .fit(new Event(ids.next().toString(), clock.instant(), kind, from, subject, summary, data));
        lock.lock();
        try {
            if (closing) {
                return;
            }
            if (waiting.size() >= most) {
                waiting.removeFirst();
                lost++;
            }
            waiting.add(event);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        var pause = FIRST_PAUSE;
        try {
            while (awaitSomething()) {
                if (send(batch())) {
                    pause = FIRST_PAUSE;
                } else if (closing()) {
                    return;
                } else {
                    rest(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            // closed, and the time for last words is over
        }
    }

    /** False when nothing is left to tell and nothing will come. */
    private boolean awaitSomething() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!something() && !closing) {
                changed.await();
            }
            return something();
        } finally {
            lock.unlock();
        }
    }

    private boolean something() {
        return !waiting.isEmpty() || lost > 0 || notice != null;
    }

    /** The next events, which stay until they are told; first, what was lost. */
    private List<Event> batch() {
        lock.lock();
        try {
            if (notice == null && lost > 0) {
                notice = new Event(ids.next().toString(), clock.instant(), "events.lost", source, source,
                        lost + " events were lost while the event store was away",
                        Map.of("count", Long.toString(lost)));
                lost = 0;
            }
            return Stream.concat(Stream.ofNullable(notice), waiting.stream()).limit(BATCH).toList();
        } finally {
            lock.unlock();
        }
    }

    private boolean send(List<Event> batch) {
        try {
            var answer = client.to("events", "POST", "/events").asOperator().timeout(LAST_WORDS)
                    .json(Map.of("events", batch))
                    .send();
            if (answer.status() == 413 || answer.status() == 422 || answer.status() == 400) {
                return refused(batch, answer);
            }
            if ((answer.status() == 401 || answer.status() == 403) && !warned) {
                warned = true;
                LOG.warn("events are refused: {} {}; have all nodes the same STOA_TOKEN and STOA_SECRET?",
                        answer.status(), answer.detail());
            }
            if (answer.status() >= 300) {
                LOG.debug("events are not taken now: {} {}", answer.status(), answer.detail());
                return false;
            }
            told(batch);
            return true;
        } catch (IOException e) {
            LOG.debug("events are not told now: {}", e.getMessage());
            return false;
        }
    }

    /** One event that the service will never take must not hold up the others. */
    private boolean refused(List<Event> batch, Client.Answer answer) {
        if (batch.size() == 1) {
            LOG.warn("an event was refused and is dropped: {} ({} {})", batch.getFirst(), answer.status(),
                    answer.detail());
            told(batch);
            return true;
        }
        for (var event : batch) {
            if (!send(List.of(event))) {
                return false;
            }
        }
        return true;
    }

    private void told(List<Event> batch) {
        var told = batch.stream().map(Event::id).collect(Collectors.toSet());
        lock.lock();
        try {
            waiting.removeIf(event -> told.contains(event.id()));
            if (notice != null && told.contains(notice.id())) {
                notice = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean closing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Cut short by closing, for one last try. */
    private void rest(Duration length) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = length.toNanos();
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells what waits if that takes no more than two seconds; what is recorded from now on is dropped. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!teller.join(LAST_WORDS)) {
                teller.interrupt();
            }
        } catch (InterruptedException e) {
            teller.interrupt();
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            if (!waiting.isEmpty()) {
                LOG.info("{} events were not told: the events service had gone before", waiting.size());
            }
        } finally {
            lock.unlock();
        }
    }
}
