package stoa.catalog.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.discovery.Registered.Source;

/** A provider that sees what the test says. */
final class FakeProvider implements Provider {
    private final Source source;
    private final List<Consumer<View>> sights = new ArrayList<>();
    private final Map<String, String> hidden = new LinkedHashMap<>();
    private final AtomicInteger looks = new AtomicInteger();
    private @Nullable String blindness;
    private CountDownLatch gate = new CountDownLatch(0);

    FakeProvider(Source source) {
        this.source = source;
    }

    void sees(String service, String instance, String url) {
        sees(service, instance, Map.of("url", url));
    }

    synchronized void sees(String service, String instance, Map<String, ?> said) {
        sights.add(view -> view.add(service, instance, said));
    }

    synchronized void hides(String service, String reason) {
        hidden.put(service, reason);
    }

    /** Forgets all sights, and that it was blind. */
    synchronized void seesNothing() {
        sights.clear();
        hidden.clear();
        blindness = null;
    }

    synchronized void isBlind(String reason) {
        blindness = reason;
    }

    synchronized void waitsFor(CountDownLatch latch) {
        gate = latch;
    }

    /** How often it has begun to look. */
    int looks() {
        return looks.get();
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public View look(Duration within) throws BlindProvider {
        looks.incrementAndGet();
        try {
            gate().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (blindness != null) {
                throw new BlindProvider(blindness);
            }
            var view = new View(Looking.TERMS);
            sights.forEach(s -> s.accept(view));
            hidden.forEach(view::hide);
            return view;
        }
    }

    private synchronized CountDownLatch gate() {
        return gate;
    }
}
