package stoa.catalog.provider;

import java.time.Duration;
import stoa.discovery.Registered;

/** A source of instances that do not register themselves: the settings, DNS, Docker. */
public interface Provider {
    /** Who registers what it sees; at most one provider for each source. */
    Registered.Source source();

    /**
     * Looks once, for about so long at most, and then ends by itself.
     *
     * @throws BlindProvider when nothing can be said about any instance
     */
    View look(Duration within) throws BlindProvider;
}
