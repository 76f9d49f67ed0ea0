package stoa.runtime;

import java.util.Optional;

/** A kind of store that the platform can stand on, set up or not. */
public interface Backend {

    /** The kind's name: {@code relational}, {@code redis}. */
    String name();

    /**
     * A component whose check is a whole round trip: it writes a test key, reads it back and removes it. Making it waits
     * for nothing; a store that is away is found when it comes.
     *
     * @param instance whose component it is, {@code infra-1}: several may try the same store side by side
     * @return empty where no such store is set up; else to be closed by the caller
     */
    Optional<Component> roundTrip(String instance);
}
