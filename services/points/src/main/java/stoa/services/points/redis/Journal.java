package stoa.services.points.redis;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Ids that this process has told clients of, until they are in the ledger in tables; the newest so many. */
final class Journal {
    static final int MOST = 100_000;

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** Where an entry is, and in which Redis. */
    record Place(Shard shard, String line, String epoch) {}

    void told(String id, Place place) {
        with(() -> {
            places.put(id, place);
            if (places.size() > MOST) {
                places.remove(places.keySet().iterator().next());
            }
            return places.size();
        });
    }

    /** The oldest first. */
    List<String> ids() {
        return with(() -> List.copyOf(places.keySet()));
    }

    /** Those told by another Redis than this. */
    List<String> before(String epoch) {
        return with(() -> places.entrySet().stream().filter(e -> !e.getValue().epoch.equals(epoch))
                .map(Map.Entry::getKey).toList());
    }

    /** Forgets what this Redis has drained: each shard's lines up to the last. */
    void drained(String epoch, Map<Shard, String> last) {
        forget(p -> p.epoch.equals(epoch) && upTo(p.line, last.getOrDefault(p.shard, "0-0")));
    }

    /** These were looked for, and some were missing: the others are where this Redis has them. */
    void looked(Collection<String> ids, Collection<String> missing, String epoch) {
        with(() -> {
            missing.forEach(places::remove);
            ids.forEach(id -> places.computeIfPresent(id, (_, p) -> new Place(p.shard, p.line, epoch)));
            return places.size();
        });
    }

    private void forget(Predicate<Place> done) {
        with(() -> places.values().removeIf(done));
    }

    private <T> T with(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a line of a stream, two numbers, is none after another. */
    static boolean upTo(String line, String last) {
        var millis = Long.compare(number(line, 0), number(last, 0));
        return millis < 0 || (millis == 0 && number(line, 1) <= number(last, 1));
    }

    private static long number(String line, int which) {
        return Long.parseLong(line.split("-", -1)[which]);
    }
}
