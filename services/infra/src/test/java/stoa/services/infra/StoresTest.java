package stoa.services.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stoa.runtime.Backend;
import stoa.runtime.Component;
import stoa.runtime.Component.Condition;

@Timeout(60)
class StoresTest {
    private static final Instant BEGINNING = Instant.parse("2026-05-01T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGINNING);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Stores> opened = new ArrayList<>();

    private Stores of(Backend... backends) {
        var stores = new Stores(List.of(backends), "infra-1", now::get);
        opened.add(stores);
        return stores;
    }

    @AfterEach
    void close() {
        over.countDown();
        opened.forEach(Stores::close);
    }

    private Condition hanging() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FakeBackend.ok();
    }

    /** Each look within a second may show the one before. */
    private static Standing next(Stores stores, FakeBackend backend) {
        var before = backend.tries.get();
        await().until(() -> {
            stores.look();
            return backend.tries.get() > before;
        });
        return stores.look().getFirst();
    }

    @Test
    void eachStoreIsOkDownOrNotConfigured() {
        var stores = of(new FakeBackend("well", FakeBackend::ok),
                new FakeBackend("away", () -> FakeBackend.down("gone")),
                FakeBackend.absent("none"));

        assertThat(stores.look()).containsExactly(
                new Standing("well", "ok", "fake", "Fake 1.2", "there:1", 3.0, BEGINNING, ""),
                new Standing("away", "down", "fake", "", "there:1", null, BEGINNING, "gone"),
                new Standing("none", "not configured", "", "", "", null, BEGINNING, "no such store is set up"));
        assertThat(stores.known()).isEqualTo(stores.look());
    }

    @Test
    void whatIsSetUpIsNotTriedYetUntilTheFirstLookIsOver() {
        var stores = of(new FakeBackend("hanging", this::hanging), FakeBackend.absent("none"));
        assertThat(stores.known()).extracting(Standing::state).containsExactly("not tried yet", "not configured");
    }

    @Test
    void whatAnEarlierLookFoundDoesNotFollowWhatALaterOneFound() {
        var stores = of(new FakeBackend("hanging", this::hanging));
        assertThat(stores.noted(9, List.of(Optional.of(FakeBackend.ok())))).allMatch(s -> s.is(Standing.OK));
        assertThat(stores.noted(8, List.of(Optional.of(FakeBackend.down("gone")))))
                .allMatch(s -> s.is(Standing.OK));
        assertThat(stores.noted(10, List.of(Optional.of(FakeBackend.down("gone")))))
                .allMatch(s -> s.is(Standing.DOWN));
    }

    @Test
    void aStoreThatCannotBeMadeClosesThoseBeforeIt() {
        var first = new FakeBackend("first", FakeBackend::ok);
        var broken = new Backend() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Optional<Component> roundTrip(String instance) {
                throw new IllegalStateException("cannot be made");
            }
        };
        assertThatThrownBy(() -> of(first, broken)).hasMessage("cannot be made");
        assertThat(first.closed).isTrue();
    }

    @Test
    void bothMetricsComeFromOneLook() {
        var stores = of(new FakeBackend("well", FakeBackend::ok), new FakeBackend("hanging", this::hanging),
                FakeBackend.absent("none"));
        var registry = new PrometheusRegistry();
        stores.metrics(registry);

        var begun = System.nanoTime();
        var snapshots = registry.scrape();
        // two looks, each to the end of its patience, would take almost twice as long
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Stores.PATIENCE.plusMillis(1300));
        assertThat(snapshots.stream()).extracting(s -> s.getMetadata().getName(), s -> s.getDataPoints().size())
                .containsExactlyInAnyOrder(tuple("stoa_store_up", 2), tuple("stoa_store_round_trip_seconds", 1));
    }

    @Test
    void aStateBeginsWhenItIsFirstFoundAndStaysWhileItIsFound() {
        var backend = new FakeBackend("fake", () -> FakeBackend.down("gone"));
        var stores = of(backend);
        assertThat(stores.look().getFirst().since()).isEqualTo(BEGINNING);

        now.set(BEGINNING.plusSeconds(120));
        backend.from(() -> FakeBackend.down("still gone"));
        var later = next(stores, backend);
        assertThat(later.since()).isEqualTo(BEGINNING);
        assertThat(later.detail()).isEqualTo("still gone");

        now.set(BEGINNING.plusSeconds(180));
        backend.from(FakeBackend::ok);
        var back = next(stores, backend);
        assertThat(back.state()).isEqualTo("ok");
        assertThat(back.since()).isEqualTo(BEGINNING.plusSeconds(180));
    }

    @Test
    void aStoreThatHangsHoldsUpNoOtherAndIsTriedOnce() {
        var hanging = new FakeBackend("hanging", this::hanging);
        var stores = of(hanging, new FakeBackend("well", FakeBackend::ok));

        for (var i = 0; i < 3; i++) {
            var found = stores.look();
            assertThat(found.getFirst().state()).isEqualTo("down");
            assertThat(found.getFirst().detail()).isEqualTo("no answer within 2s");
            assertThat(found.getLast().state()).isEqualTo("ok");
        }
        assertThat(hanging.tries).hasValue(1);

        over.countDown();
        await().until(() -> stores.look().getFirst().is(Standing.OK));
    }

    @Test
    void aStoreThatHangsIsStillTheOneItWas() {
        var backend = new FakeBackend("fake", FakeBackend::ok);
        var stores = of(backend);
        stores.look();
        backend.from(this::hanging);

        var found = next(stores, backend);
        assertThat(found.state()).isEqualTo("down");
        assertThat(found.kind()).isEqualTo("fake");
        assertThat(found.address()).isEqualTo("there:1");
        assertThat(found.latencyMs()).isNull();
    }

    @Test
    void aTryThatThrowsIsDownWithoutItsWords() {
        var stores = of(new FakeBackend("broken", () -> {
            throw new IllegalStateException("redis://u:s3cret@h");
        }));

        var found = stores.look().getFirst();
        assertThat(found.state()).isEqualTo("down");
        assertThat(found.detail()).isNotBlank().doesNotContain("s3cret");
    }

    @Test
    void loginsInWhatAStoreTellsAreLeftOut() {
        var stores = of(new FakeBackend("talkative", () -> new Condition(false, "fake",
                "1 (redis://u:s3cret@h:1)", "postgresql://u:s3cret@h:5432/d", Duration.ZERO,
                "jdbc:postgresql://h/d?user=u&password=s3cret and rediss://:s3@cret@h/0 cannot be reached")));

        assertThat(stores.look()).singleElement().satisfies(found -> {
            assertThat(found.toString()).doesNotContain("s3cret", "s3@cret");
            assertThat(found.address()).isEqualTo("postgresql://h:5432/d");
            assertThat(found.detail()).isEqualTo(
                    "jdbc:postgresql://h/d?user=***&password=*** and rediss://h/0 cannot be reached");
        });
    }

    @Test
    void itLooksAtTheStartAndByItselfWhileNobodyAsks() {
        var backend = new FakeBackend("fake", FakeBackend::ok);
        var stores = of(backend);

        await().atMost(Duration.ofSeconds(5)).until(() -> stores.known().getFirst().is(Standing.OK));
        backend.from(() -> FakeBackend.down("gone"));
        await().atMost(Duration.ofSeconds(30)).until(() -> stores.known().getFirst().is(Standing.DOWN));
    }

    @Test
    void itsCloseClosesWhatItTried() {
        var backend = new FakeBackend("fake", FakeBackend::ok);
        var stores = of(backend);
        stores.close();

        assertThat(backend.closed).isTrue();
    }
}
