package stoa.services.points.redis;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import stoa.services.points.ledger.Entry;

/** Entries of the stream and of the tables as one list, each once. */
final class Merged {
    static final int MOST = 1_000;
    private static final Comparator<Entry> NEWEST_FIRST = Comparator.comparingLong(Entry::number)
            .thenComparing(Entry::id).reversed();

    private Merged() {}

    static List<Entry> newestFirst(Collection<Entry> undrained, Collection<Entry> drained, int most) {
        return sorted(undrained, drained, NEWEST_FIRST, most);
    }

    static List<Entry> sorted(Collection<Entry> undrained, Collection<Entry> drained, Comparator<Entry> order,
            int most) {
        var byId = new LinkedHashMap<String, Entry>();
        Stream.concat(drained.stream(), undrained.stream()).forEach(e -> byId.putIfAbsent(e.id(), e));
        return byId.values().stream().sorted(order).limit(most).toList();
    }
}
