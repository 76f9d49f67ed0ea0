package stoa.services.points.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.services.points.ledger.Entry;
import stoa.stores.redis.Command;
import stoa.stores.redis.Reply;

/** What is in the streams: entries that the ledger in tables may not have yet. */
final class Streams {
    static final int AT_ONCE = 1_000;
    private static final int MOST_WARNINGS = 100;
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private final Server server;

    Streams(Server server) {
        this.server = server;
    }

    /** An entry and its place. */
    record Line(Shard shard, String id, Entry entry) {}

    /** All of these shards, each in its order. */
    List<Entry> all(List<Shard> shards, Epoch epoch) {
        var found = new ArrayList<Entry>();
        List<Place> from = shards.stream().map(s -> new Place(s, "-")).toList();
        while (!from.isEmpty()) {
            var commands = from.stream().map(p -> page(p.shard, p.from)).toList();
            var replies = server.run(commands, epoch);
            var more = new ArrayList<Place>();
            for (var n = 0; n < from.size(); n++) {
                var parts = replies.get(n).many();
                var shard = from.get(n).shard;
                lines(shard, parts).forEach(line -> found.add(line.entry()));
                if (parts.size() == AT_ONCE) {
                    more.add(new Place(shard, "(" + parts.getLast().many().getFirst().text()));
                }
            }
            from = more;
        }
        return found;
    }

    private record Place(Shard shard, String from) {}

    /** The first of each shard, {@link #AT_ONCE} at most. */
    List<List<Line>> first(List<Shard> shards, Epoch epoch) {
        var replies = server.run(shards.stream().map(s -> page(s, "-")).toList(), epoch);
        var found = new ArrayList<List<Line>>();
        for (var n = 0; n < shards.size(); n++) {
            found.add(lines(shards.get(n), replies.get(n).many()));
        }
        return found;
    }

    private static Command page(Shard shard, String from) {
        return Command.of("XRANGE", shard.entries(), from, "+", "COUNT", Integer.toString(AT_ONCE));
    }

    private static List<Line> lines(Shard shard, List<Reply> parts) {
        return parts.stream().flatMap(part -> line(shard, part).stream()).toList();
    }

    private static Optional<Line> line(Shard shard, Reply part) {
        var idAndFields = part.many();
        var id = idAndFields.getFirst().text();
        try {
            return Optional.of(new Line(shard, id, Written.entry(idAndFields.get(1).texts().get(1))));
        } catch (IllegalArgumentException e) {
            if (WARNED.size() < MOST_WARNINGS && WARNED.add(shard.entries() + " " + id)) {
                LOG.warn("{} has something at {} that is no entry; it stays there", shard.entries(), id);
            }
            return Optional.empty();
        }
    }
}
