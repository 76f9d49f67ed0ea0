package stoa.discovery;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import stoa.http.Resolver;
import stoa.runtime.DataFolder;

/**
 * Where catalogs and gateways are: what the settings say, else what processes that share the data folder have written
 * into its {@code run/} folder. As a {@link Resolver} it leads every service name through a gateway.
 */
public final class AddressBook implements Resolver {
    /**
     * @param catalogUrl the catalog's address by setting
     * @param gatewayUrl the gateway's main listener by setting
     */
    public AddressBook(DataFolder data, Optional<URI> catalogUrl, Optional<URI> gatewayUrl) {
        throw new UnsupportedOperationException();
    }

    /** The catalogs to talk to, the preferred first; empty where none is known yet. */
    public List<URI> catalogs() {
        throw new UnsupportedOperationException();
    }

    /** The gateway's main listener; empty where none is known yet. */
    public Optional<URI> gateway() {
        throw new UnsupportedOperationException();
    }

    /** Notes this process's own address for all that share the data folder; {@code instance} is catalog-1, gateway-1. */
    public void note(String instance, URI address) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Takes the note back. */
    public void forget(String instance) {
        throw new UnsupportedOperationException();
    }

    /** {@code <gateway>/services/call/<service>}. */
    @Override
    public URI resolve(String service) throws IOException {
        throw new UnsupportedOperationException();
    }
}
