package stoa.runtime;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * One running instance of a role. The supervisor calls, in this order: {@link #announce()} when all roles are ready;
 * {@link #withdraw()}, {@link #drain(Duration)} and {@link #close()} when it stops.
 */
public interface RunningRole extends AutoCloseable {

    /** Where people and programs reach this instance; empty for a role without an address. */
    List<Address> addresses();

    /** Its condition now, with reasons. */
    Health health();

    /** Makes the instance known to the platform. Returns at once; goes on trying until {@link #withdraw()}. */
    default void announce() {}

    /** Takes the instance out of routing; returns when the platform knows, or cannot be told. */
    default void withdraw() {}

    /** Finishes what is in flight and takes nothing new; returns when done, or when {@code grace} has passed. */
    default void drain(Duration grace) {}

    @Override
    void close();

    /** A named address: {@code "main", http://127.0.0.1:8080/}. */
    record Address(String label, URI uri) {}
}
