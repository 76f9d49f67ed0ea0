package stoa.stores.redis;

import java.util.List;
import java.util.stream.IntStream;

/** What Redis answers. Whoever asked knows the shape; another one is an {@link IllegalStateException}. */
public sealed interface Reply {
    record Whole(long value) implements Reply {}

    record Text(String value) implements Reply {}

    record Many(List<Reply> value) implements Reply {}

    /** There is no such key, field or element. */
    record Nothing() implements Reply {}

    default long number() {
        return this instanceof Whole(var value) ? value : Long.parseLong(text());
    }

    default String text() {
        if (this instanceof Text(var value)) {
            return value;
        }
        throw new IllegalStateException("not a text: " + this);
    }

    default List<Reply> many() {
        if (this instanceof Many(var value)) {
            return value;
        }
        throw new IllegalStateException("not a list: " + this);
    }

    default List<String> texts() {
        return many().stream().map(Reply::text).toList();
    }

    /** The pairs of a hash, which come as a list: field, value, field, value. */
    default List<Field> fields() {
        var flat = texts();
        return IntStream.range(0, flat.size() / 2).mapToObj(n -> new Field(flat.get(2 * n), flat.get(2 * n + 1)))
                .toList();
    }

    record Field(String name, String value) {}
}
