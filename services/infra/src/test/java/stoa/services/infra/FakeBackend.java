package stoa.services.infra;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import stoa.runtime.Backend;
import stoa.runtime.Component;
import stoa.runtime.Component.Condition;

/** A store whose round trips go as the test says. */
final class FakeBackend implements Backend {
    final AtomicInteger tries = new AtomicInteger();
    volatile boolean closed;
    private final String name;
    private volatile Supplier<Condition> trip;

    FakeBackend(String name, Supplier<Condition> trip) {
        this.name = name;
        this.trip = trip;
    }

    /** A kind of store that is not set up. */
    static Backend absent(String name) {
        return new Backend() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<Component> roundTrip(String instance) {
                return Optional.empty();
            }
        };
    }

    static Condition ok() {
        return new Condition(true, "fake", "Fake 1.2", "there:1", Duration.ofMillis(3), "");
    }

    static Condition down(String why) {
        return new Condition(false, "fake", "", "there:1", Duration.ofMillis(3), why);
    }

    void from(Supplier<Condition> now) {
        trip = now;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Component> roundTrip(String instance) {
        return Optional.of(new Component() {
            @Override
            public String name() {
                return name + "/" + instance;
            }

            @Override
            public Condition check(Duration timeout) {
                tries.incrementAndGet();
                return trip.get();
            }

            @Override
            public void close() {
                closed = true;
            }
        });
    }
}
