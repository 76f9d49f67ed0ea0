package stoa.runtime;

import java.time.Duration;
import java.util.Optional;
import stoa.runtime.Component.Condition;

/** A kind of store that the platform can stand on, set up or not. */
public interface Backend {

    /** The kind's name: {@code relational}, {@code redis}. */
    String name();

    /**
     * Writes a test key, reads it back and removes it, within {@code timeout}; never throws.
     *
     * @return empty where no such store is set up
     */
    Optional<Condition> roundTrip(Duration timeout);
}
