package stoa.services.points.redis;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where accounts are: the counter by itself, so that its balance may be a key with its name; the others spread. */
final class Shards {
    private static final int OTHERS = 16;

    private final String counter;
    private final Shard own;
    private final List<Shard> others;

    Shards(String counter) {
        this.counter = counter;
        this.own = new Shard(counter);
        this.others = IntStream.range(0, OTHERS).mapToObj(n -> new Shard("points-%02d".formatted(n))).toList();
    }

    Shard of(String account) {
        return isCounter(account) ? own : others.get(Math.floorMod(account.hashCode(), OTHERS));
    }

    boolean isCounter(String account) {
        return account.equals(counter);
    }

    String counter() {
        return counter;
    }

    /** The counter's first. */
    List<Shard> all() {
        return Stream.concat(Stream.of(own), others.stream()).toList();
    }

    /** Keys of a script: these, and of the counter the one that its balance is. */
    List<String> keys(String account, String... keys) {
        return isCounter(account) ? Stream.concat(Stream.of(keys), Stream.of(counter)).toList() : List.of(keys);
    }
}
