package stoa.runtime;

import java.time.Duration;

/** Something a role is built on and that can be away, a store above all. Lazy about I/O: making one touches nothing. */
public interface Component extends AutoCloseable {

    /** Short and unique in its process: {@code relational/catalog}. */
    String name();

    /** Tries it now, within {@code timeout}; never throws. */
    Condition check(Duration timeout);

    @Override
    void close();

    /**
     * What a try found.
     *
     * @param kind what stands behind the interface: {@code sqlite}, {@code postgresql}
     * @param version the server's own word, empty when it could not be asked
     * @param address where it is, without user and password
     * @param detail in words, the reason when not ok
     */
    record Condition(boolean ok, String kind, String version, String address, Duration latency, String detail) {}
}
