package stoa.discovery;

import stoa.http.Client;
import stoa.http.Presence;

/**
 * Registers running instances at the catalog, renews their leases, registers again when the catalog no longer knows
 * them, and deregisters on withdrawal.
 */
public final class Announcer implements Presence {
    public Announcer(Client client, AddressBook addresses) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void announce(Endpoint endpoint) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void withdraw(Endpoint endpoint) {
        throw new UnsupportedOperationException();
    }
}
