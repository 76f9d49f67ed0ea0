package stoa.services.points.ledger;

/** What became of a draft. */
public sealed interface Outcome {
    /**
     * It is in the ledger now.
     *
     * @param durability what was seen of it: {@code memory}, {@code disk}, {@code replicas:2}
     */
    record Entered(Entry entry, String durability) implements Outcome {}

    /** It was there already: the same was asked for with the same key. */
    record Replayed(Entry entry, String durability) implements Outcome {}

    /** Nothing was entered: something else was asked for with the same key. */
    record KeyTaken(Entry by) implements Outcome {}

    /** Nothing was entered: the balance would be below zero. */
    record TooLittle(Account account) implements Outcome {}

    /** Nothing was entered: the balance, with what is put aside, would be beyond {@link Account#LIMIT}. */
    record TooMuch(Account account) implements Outcome {}
}
