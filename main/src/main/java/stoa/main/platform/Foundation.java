package stoa.main.platform;

import stoa.discovery.AddressBook;
import stoa.discovery.Announcer;
import stoa.discovery.DiscoverySettings;
import stoa.http.Client;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.telemetry.AccessLog;

/** What the roles of a process stand on together. Making it touches nothing: no file, no port, no server. */
record Foundation(PlatformSettings settings, DataFolder data, RelationalStores stores, AddressBook addresses,
        Client client, AccessLog accessLog, Shell shell) implements AutoCloseable {

    /** @param port of a role that runs alone; 0 lets the system choose */
    static Foundation read(Settings in, PlatformSettings settings, int port) {
        var data = DataFolder.at(settings.data());
        var discovery = DiscoverySettings.read(in);
        var addresses = new AddressBook(data, discovery);
        var client = new Client(addresses);
        var accessLog = AccessLog.none();
        var shell = new Shell(ShellSettings.read(in, settings.host(), port),
                new Announcer(client, addresses, discovery), accessLog);
        return new Foundation(settings, data, new RelationalStores(RelationalSettings.read(in), data), addresses,
                client, accessLog, shell);
    }

    @Override
    public void close() {
        client.close();
        accessLog.close();
    }
}
