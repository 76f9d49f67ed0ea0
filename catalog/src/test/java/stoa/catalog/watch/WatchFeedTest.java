package stoa.catalog.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.discovery.ServiceRecord;
import stoa.discovery.ServiceRecord.State;
import stoa.http.EventStream;

class WatchFeedTest {
    private final Changes changes = new Changes(3, "catalog-1-x.y");
    private final List<Stream> streams = new CopyOnWriteArrayList<>();

    /** What a client hears, one line an event; breaks after so many, where the test says so. */
    private static final class Stream implements EventStream {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final int breaksAfter;
        volatile boolean closing;

        Stream(int breaksAfter) {
            this.breaksAfter = breaksAfter;
        }

        @Override
        public void send(String id, String event, String data) throws IOException {
            if (heard.size() == breaksAfter) {
                throw new IOException("the client is gone");
            }
            heard.add(id + " " + event + (event.equals("synced") ? " " + data : ""));
        }

        @Override
        public void comment(String text) {}

        @Override
        public boolean closing() {
            return closing;
        }

        String lastId() {
            return heard.getLast().split(" ")[0];
        }
    }

    @AfterEach
    void close() {
        streams.forEach(s -> s.closing = true);
    }

    private Stream watch(Optional<String> lastEventId, int breaksAfter) {
        var stream = new Stream(breaksAfter);
        streams.add(stream);
        var feed = new WatchFeed(changes, lastEventId);
        Thread.ofVirtual().start(() -> {
            try {
                feed.produce(stream);
            } catch (IOException e) {
                stream.closing = true;
            }
        });
        return stream;
    }

    private Stream watch(String lastEventId) {
        return watch(Optional.of(lastEventId), Integer.MAX_VALUE);
    }

    private void service(long revision, long replaced) {
        service(Position.at(revision), Position.at(replaced));
    }

    private void service(Position place, Position replaced) {
        changes.add(Change.of(place, new ServiceRecord(place.revision(), "s" + place.revision(), "", State.UP,
                List.of(), List.of(), place.revision())), replaced);
    }

    private void gone(long revision, long replaced) {
        changes.add(Change.gone(Position.at(revision), 7, "gone"), Position.at(replaced));
    }

    private static void hears(Stream stream, String... lines) {
        await().untilAsserted(() -> assertThat(stream.heard).containsExactly(lines));
    }

    @Test
    void whoComesWithNothingHearsAllThenWhatChanges() {
        service(5, 5);
        gone(6, 6);
        service(9, 9);
        changes.reached(Position.at(100));
        var stream = watch(Optional.empty(), Integer.MAX_VALUE);
        hears(stream, "0 reset", "5 service", "9 service", "100 synced {\"revision\":100}");
        service(101, 5);
        gone(102, 9);
        hears(stream, "0 reset", "5 service", "9 service", "100 synced {\"revision\":100}", "101 service", "102 gone");
    }

    @Test
    void whoComesBackHearsWhatChangedSince() {
        service(5, 5);
        service(101, 101);
        service(102, 5);
        gone(103, 101);
        service(104, 104);
        hears(watch("101"), "101 synced {\"revision\":101}", "102 service", "103 gone", "104 service");
        hears(watch("104"), "104 synced {\"revision\":104}");
    }

    @Test
    void whoHasSeenWhatIsUnknownHereBeginsAnew() {
        service(5, 5);
        for (var id : List.of("6", "0", "-5", "soon", "", "99999999999999999999", "5.1", "5.1.catalog-2",
                "5.x.catalog-1-x.y")) {
            hears(watch(id), "0 reset", "5 service", "5 synced {\"revision\":5}");
        }
    }

    @Test
    void whatIsAheadOfTheStoreIsResumedAtTheSameCatalog() {
        service(5, 5);
        service(new Position(5, 1), Position.at(1));
        service(new Position(5, 2), Position.at(1));
        hears(watch("5"), "5 synced {\"revision\":5}", "5.1.catalog-1-x.y service", "5.2.catalog-1-x.y service");
        hears(watch("5.1.catalog-1-x.y"), "5.1.catalog-1-x.y synced {\"revision\":5}",
                "5.2.catalog-1-x.y service");
        service(Position.at(6), new Position(5, 1));
        hears(watch("5.2.catalog-1-x.y"), "5.2.catalog-1-x.y synced {\"revision\":5}", "6 service");
    }

    @Test
    void whoHasMissedMoreThanIsRememberedBeginsAnew() {
        service(101, 101);
        for (var revision = 102; revision < 106; revision++) {
            gone(revision, revision);
        }
        assertThat(changes.resumable(Position.at(101))).isFalse();
        assertThat(changes.resumable(Position.at(102))).as("the oldest mark that was dropped has been seen").isTrue();
        assertThat(changes.after(Position.at(102))).hasSize(3);
    }

    @Test
    void aStreamThatBreaksEarlyIsResumedWhereItBroke() {
        for (var revision = 5; revision < 10; revision++) {
            service(revision, revision);
        }
        var broken = watch(Optional.empty(), 3);
        await().until(() -> broken.closing);
        assertThat(broken.heard).containsExactly("0 reset", "5 service", "6 service");
        hears(watch(broken.lastId()), "6 synced {\"revision\":6}", "7 service", "8 service", "9 service");
    }

    @Test
    void aFeedEndsWhenItsServiceDrainsOrIsStopped() {
        for (var end : List.<BiConsumer<Stream, Thread>>of((stream, _) -> stream.closing = true,
                (_, thread) -> thread.interrupt())) {
            var stream = new Stream(Integer.MAX_VALUE);
            var feed = new WatchFeed(changes, Optional.empty());
            var ended = new CompletableFuture<String>();
            var thread = Thread.ofVirtual().start(() -> {
                try {
                    feed.produce(stream);
                    ended.complete("quietly");
                } catch (IOException e) {
                    ended.completeExceptionally(e);
                }
            });
            hears(stream, "0 reset", "0 synced {\"revision\":0}");
            end.accept(stream, thread);
            await().untilAsserted(() -> assertThat(ended).isCompletedWithValue("quietly"));
        }
    }
}
