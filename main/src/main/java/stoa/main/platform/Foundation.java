package stoa.main.platform;

import java.time.InstantSource;
import java.util.function.Supplier;
import stoa.discovery.AddressBook;
import stoa.discovery.Announcer;
import stoa.discovery.DiscoverySettings;
import stoa.events.EventRecorder;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.http.access.Access;
import stoa.http.access.Keys;
import stoa.http.access.Rights;
import stoa.http.access.Sessions;
import stoa.http.access.Verdicts;
import stoa.http.client.Client;
import stoa.http.client.Trust;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.stores.redis.RedisSettings;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.telemetry.AccessLog;
import stoa.telemetry.LogSettings;

/** What the roles of a process stand on together. Making it touches nothing: no file, no port, no server. */
record Foundation(PlatformSettings settings, LogSettings logs, DataFolder data, RelationalStores stores,
        RedisStores redis, AddressBook addresses, Client client, EventRecorder events, AccessLog accessLog, Shell shell,
        Keys keys, Verdicts verdicts, Sessions sessions, Access access, Scaler scaler) implements AutoCloseable {

    private static final long ACCESS_LOG_BYTES = 10 << 20;
    private static final int ACCESS_LOG_GENERATIONS = 3;

    /**
     * @param port of a role that runs alone; 0 lets the system choose
     * @param process what this process is called, asked for when it runs
     */
    static Foundation read(Settings in, PlatformSettings settings, int port, Supplier<String> process) {
        var data = DataFolder.at(settings.data());
        var discovery = DiscoverySettings.read(in);
        var addresses = new AddressBook(data, discovery);
        var keys = Keys.read(in, data);
        var verdicts = new Verdicts(keys, InstantSource.system());
        var access = new Access(keys, verdicts, settings.trustLoopback());
        var client = new Client(addresses, Rights.of(keys, verdicts), Trust.read(in));
        var events = new EventRecorder(client, "stoa");
        var accessLog = AccessLog.to(() -> data.file("logs/access-" + process.get() + ".log"), ACCESS_LOG_BYTES,
                ACCESS_LOG_GENERATIONS);
        var shell = new Shell(ShellSettings.read(in, settings.host(), port),
                new Announcer(client, addresses, discovery), accessLog, access);
        return new Foundation(settings, LogSettings.read(in), data,
                new RelationalStores(RelationalSettings.read(in), data), new RedisStores(RedisSettings.read(in)),
                addresses, client, events, accessLog, shell, keys, verdicts,
                new Sessions(keys, InstantSource.system()), access, new Scaler());
    }

    @Override
    public void close() {
        events.close();
        client.close();
        accessLog.close();
    }
}
