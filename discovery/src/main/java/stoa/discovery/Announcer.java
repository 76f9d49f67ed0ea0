package stoa.discovery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import stoa.http.Presence;
import stoa.http.client.Client;

/**
 * Registers running instances at the catalog, renews their leases, registers again when the catalog no longer knows
 * them, and deregisters on withdrawal. A catalog that is away is tried again until it answers; one that refuses the
 * registration is told apart, logged once for each reason, and asked again now and then.
 */
public final class Announcer implements Presence {
    private final Client client;
    private final AddressBook addresses;
    private final DiscoverySettings settings;
    private final Lease.Patience patience;
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();

    public Announcer(Client client, AddressBook addresses, DiscoverySettings settings) {
        this(client, addresses, settings, Lease.Patience.USUAL);
    }

    Announcer(Client client, AddressBook addresses, DiscoverySettings settings, Lease.Patience patience) {
        this.client = client;
        this.addresses = addresses;
        this.settings = settings;
        this.patience = patience;
    }

    @Override
    public void announce(Endpoint endpoint) {
        var lease = new Lease(client, addresses, settings.leaseTtl(), patience, endpoint);
        lease.start();
        var former = leases.put(key(endpoint), lease);
        if (former != null) {
            former.stop();
        }
    }

    /** Returns within 2 s. */
    @Override
    public void withdraw(Endpoint endpoint) {
        var lease = leases.remove(key(endpoint));
        if (lease != null) {
            lease.end();
        }
    }

    private static String key(Endpoint endpoint) {
        return endpoint.service() + "/" + endpoint.instance();
    }
}
