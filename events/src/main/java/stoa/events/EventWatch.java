package stoa.events;

import java.io.IOException;
import java.time.Duration;
import stoa.http.EventStream;
import stoa.http.Json;
import stoa.http.Reply;

/** One client's stream of events as they arrive. It ends when the store is lost; the client comes again and resumes. */
final class EventWatch implements Reply.EventProducer {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_UP = Duration.ofMillis(200);
    /** Other instances of this service share the store, and their arrivals wake nobody here. */
    private static final Duration LOOK_INTO_STORE = Duration.ofSeconds(1);
    private static final int AT_ONCE = 200;

    private final EventStore store;
    private final Arrivals arrivals;
    private final long from;

    /** @param from the place in the order of arrival after which the watch begins */
    EventWatch(EventStore store, Arrivals arrivals, long from) {
        this.store = store;
        this.arrivals = arrivals;
        this.from = from;
    }

    @Override
    public void produce(EventStream stream) throws IOException, InterruptedException {
        var place = from;
        var seen = arrivals.count() - 1;
        var spoken = System.nanoTime();
        var looked = spoken;
        while (!stream.closing()) {
            var count = arrivals.await(seen, LOOK_UP);
            if (count != seen || since(looked) >= LOOK_INTO_STORE.toNanos()) {
                var before = place;
                place = send(stream, place);
                seen = count;
                looked = System.nanoTime();
                spoken = place == before ? spoken : looked;
            }
            if (since(spoken) >= LONGEST_SILENCE.toNanos()) {
                stream.comment("still here");
                spoken = System.nanoTime();
            }
        }
    }

    /** Sends all that arrived after {@code place}; returns the place of the last. */
    private long send(EventStream stream, long place) throws IOException {
        var last = place;
        var more = store.arrivedAfter(last, AT_ONCE);
        while (!more.isEmpty() && !stream.closing()) {
            for (var arrived : more) {
                stream.send(arrived.event().id(), "event", Json.text(arrived.event()));
                last = arrived.sequence();
            }
            more = store.arrivedAfter(last, AT_ONCE);
        }
        return last;
    }

    private static long since(long nanos) {
        return System.nanoTime() - nanos;
    }
}
