package stoa.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.events.EventStore.Arrived;
import stoa.events.EventStore.Filter;
import stoa.stores.relational.Relational;

/** What the event store promises on every relational store. */
abstract class EventStoreContract {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123Z");

    private Relational tables;
    private EventStore store;

    abstract Relational open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        tables = open();
        store = new EventStore(tables, 100_000);
    }

    @AfterEach
    void closeStore() {
        tables.close();
    }

    static Event event(int n) {
        return event(n, "instance.lost", "orders/orders-1");
    }

    private static Event event(int n, String kind, String subject) {
        return new Event(new UUID(0x7000L + n, 1L << 63).toString(), NOON.plusSeconds(n), kind, "catalog-1", subject,
                "event number " + n + " – ünïcode", new TreeMap<>(Map.of("n", Integer.toString(n), "quote", "\"'")));
    }

    private static List<Event> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(EventStoreContract::event).toList();
    }

    private List<Event> list(Optional<String> kind, Optional<String> subject, Optional<Instant> since) {
        return store.list(new Filter(kind, subject, since, Optional.empty()), 100);
    }

    @Test
    void whatIsToldIsListedNewestFirstAndUnchanged() {
        assertThat(store.append(List.of(event(2), event(1), event(3)))).isEqualTo(3);
        assertThat(store.list(Filter.ALL, 10)).containsExactly(event(3), event(2), event(1));
        assertThat(store.list(Filter.ALL, 2)).containsExactly(event(3), event(2));
    }

    @Test
    void anEventThatIsToldTwiceIsKeptOnce() {
        assertThat(store.append(List.of(event(1), event(1), event(2)))).isEqualTo(2);
        assertThat(store.append(List.of(event(1), event(2), event(3)))).isEqualTo(1);
        assertThat(store.append(events(1, 4))).isZero();
        assertThat(store.append(List.of())).isZero();
        assertThat(store.list(Filter.ALL, 10)).hasSize(3);
    }

    @Test
    void aListIsFilteredByTheBeginningOfTheKindBySubjectAndByTime() {
        var one = event(1, "instance.lost", "a/a-1");
        var two = event(2, "instance.registered", "a/a-1");
        var three = event(3, "instances.counted", "b/b-1");
        var four = event(4, "gateway.reloaded", "b/b-1");
        store.append(List.of(one, two, three, four));
        assertThat(list(Optional.of("instance."), Optional.empty(), Optional.empty())).containsExactly(two, one);
        assertThat(list(Optional.of("instance"), Optional.empty(), Optional.empty()))
                .containsExactly(three, two, one);
        assertThat(list(Optional.of("%"), Optional.empty(), Optional.empty())).isEmpty();
        assertThat(list(Optional.empty(), Optional.of("b/b-1"), Optional.empty())).containsExactly(four, three);
        assertThat(list(Optional.empty(), Optional.empty(), Optional.of(three.at()))).containsExactly(four, three);
        assertThat(list(Optional.of("instance"), Optional.of("b/b-1"), Optional.of(one.at())))
                .containsExactly(three);
    }

    @Test
    void pagesFollowOneAnotherWithoutGapAlsoAmongEventsOfOneInstant() {
        var same = IntStream.range(0, 25).mapToObj(EventStoreContract::event)
                .map(e -> new Event(e.id(), NOON, e.kind(), e.source(), e.subject(), e.summary(), e.data())).toList();
        store.append(same);
        var seen = new ArrayList<String>();
        var after = Optional.<EventStore.Place>empty();
        for (var page = 0; page < 5; page++) {
            var found = store.list(new Filter(Optional.empty(), Optional.empty(), Optional.empty(), after), 5);
            found.forEach(e -> seen.add(e.id()));
            after = Optional.of(new EventStore.Place(NOON.toEpochMilli(), found.getLast().id()));
        }
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(store.list(new Filter(Optional.empty(), Optional.empty(), Optional.empty(), after), 5)).isEmpty();
    }

    @Test
    void watchersFollowTheOrderOfArrival() {
        store.append(List.of(event(5)));
        var place = store.resume(Optional.empty(), 100);
        store.append(List.of(event(1)));
        store.append(List.of(event(9)));
        assertThat(store.arrivedAfter(place, 10)).extracting(Arrived::event).containsExactly(event(1), event(9));
        assertThat(store.arrivedAfter(place, 1)).hasSize(1);
        var seen = store.resume(Optional.of(event(1).id()), 100);
        assertThat(store.arrivedAfter(seen, 10)).extracting(Arrived::event).containsExactly(event(9));
    }

    @Test
    void aWatcherThatWasAwayForLongResumesSoFarBackAndNoFurther() {
        store.append(events(0, 50));
        var seen = store.resume(Optional.of(event(3).id()), 10);
        assertThat(store.arrivedAfter(seen, 100)).extracting(Arrived::event).containsExactlyElementsOf(events(40, 50));
        var unknown = store.resume(Optional.of("who knows"), 10);
        assertThat(unknown).isEqualTo(seen);
    }

    @Test
    void onlyTheNewestAreKept() {
        var small = new EventStore(tables, 1000);
        for (var n = 0; n < 3000; n += 100) {
            small.append(events(n, n + 100));
        }
        var left = small.list(Filter.ALL, 5000);
        assertThat(left).hasSizeBetween(1000, 1500).startsWith(event(2999));
        assertThat(left.getLast()).isEqualTo(event(3000 - left.size()));
    }

    @Test
    void whoTellsAtTheSameTimeLosesNothing() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var telling = IntStream.range(0, 20)
                    .mapToObj(n -> threads.submit(() -> store.append(events(n * 10, n * 10 + 15)))).toList();
            var stored = 0;
            for (var one : telling) {
                stored += one.get();
            }
            assertThat(stored).isEqualTo(205);
        }
        var arrived = store.arrivedAfter(0, 1000);
        assertThat(arrived).extracting(Arrived::sequence)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 205).mapToObj(n -> (long) n).toList());
    }
}
