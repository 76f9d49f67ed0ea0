package stoa.services.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stoa.runtime.Backend;
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

        assertThat(stores.known()).extracting(Standing::state).containsOnly("not configured");
        assertThat(stores.look()).containsExactly(
                new Standing("well", "ok", "fake", "Fake 1.2", "there:1", 3.0, BEGINNING, ""),
                new Standing("away", "down", "fake", "", "there:1", null, BEGINNING, "gone"),
                new Standing("none", "not configured", "", "", "", null, BEGINNING, "no such store is set up"));
        assertThat(stores.known()).isEqualTo(stores.look());
    }

    @Test
    void aStateBeginsWhenItIsFirstFoundAndStaysWhileItIsFound() {
        var backend = new FakeBackend("fake", () -> FakeBackend.down("gone"));
        var stores = of(backend);
        now.set(BEGINNING.plusSeconds(60));
        assertThat(stores.look().getFirst().since()).isEqualTo(BEGINNING.plusSeconds(60));

        now.set(BEGINNING.plusSeconds(120));
        backend.from(() -> FakeBackend.down("still gone"));
        var later = next(stores, backend);
        assertThat(later.since()).isEqualTo(BEGINNING.plusSeconds(60));
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
    void itLooksByItselfWhileNobodyAsks() {
        var backend = new FakeBackend("fake", FakeBackend::ok);
        var stores = of(backend);

        await().atMost(Duration.ofSeconds(30)).until(() -> backend.tries.get() > 0);
        await().until(() -> stores.known().getFirst().is(Standing.OK));
    }

    @Test
    void itsCloseClosesWhatItTried() {
        var backend = new FakeBackend("fake", FakeBackend::ok);
        var stores = of(backend);
        stores.close();

        assertThat(backend.closed).isTrue();
    }
}
