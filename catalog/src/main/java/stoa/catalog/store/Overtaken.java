package stoa.catalog.store;

/** Somebody else has changed the registry since a draft was planned: catch up, and plan it anew. */
public final class Overtaken extends RuntimeException {
    Overtaken() {
        super("the registry has changed meanwhile", null, false, false);
    }
}
