package stoa.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class UuidV7Test {
    private final AtomicLong clock = new AtomicLong(1_700_000_000_123L);
    private final UuidV7 ids = new UuidV7(() -> Instant.ofEpochMilli(clock.get()), RandomGenerator.getDefault());

    @Test
    void anIdCarriesVersionVariantAndTime() {
        var id = ids.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(1_700_000_000_123L);
    }

    @Test
    void idsSortInTheOrderTheyWereMade() {
        var made = new ArrayList<String>();
        for (var n = 0; n < 10_000; n++) {
            made.add(ids.next().toString());
            if (n % 1000 == 0) {
                clock.addAndGet(n % 2000 == 0 ? 5 : -3);
            }
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void idsOfManyThreadsAreDistinct() {
        var real = new UuidV7(InstantSource.system(), RandomGenerator.getDefault());
        var made = new ConcurrentLinkedQueue<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var n = 0; n < 50; n++) {
                threads.execute(() -> {
                    for (var i = 0; i < 200; i++) {
                        made.add(real.next().toString());
                    }
                });
            }
        }
        assertThat(new HashSet<>(made)).hasSize(10_000);
    }
}
