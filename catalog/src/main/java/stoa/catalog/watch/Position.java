package stoa.catalog.watch;

/**
 * A place in the order of changes.
 *
 * @param revision the registry's revision, as the store has it
 * @param ahead 0, or the how manyeth change since that revision that could not be stored
 */
public record Position(long revision, long ahead) implements Comparable<Position> {
    static final Position NONE = new Position(0, 0);

    public static Position at(long revision) {
        return new Position(revision, 0);
    }

    @Override
    public int compareTo(Position other) {
        var order = Long.compare(revision, other.revision);
        return order != 0 ? order : Long.compare(ahead, other.ahead);
    }
}
