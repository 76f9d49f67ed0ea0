package stoa.stores.relational;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import stoa.runtime.Backend;
import stoa.runtime.Component;
import stoa.runtime.Component.Condition;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** Opens owners' stores as the settings say: PostgreSQL where {@code DATABASE_URL} is set, else SQLite. */
public final class RelationalStores implements Backend {
    private static final Pattern OWNER = Pattern.compile("[a-z][a-z0-9_]{0,30}");

    private final RelationalSettings settings;
    private final DataFolder data;
    private final OpenFiles files = new OpenFiles();

    public RelationalStores(RelationalSettings settings, DataFolder data) {
        this.settings = settings;
        this.data = data;
    }

    /** Loads classes that opening a store needs, so that this can go on while something else is done. */
    public static void warm() {
        Jooq.load();
    }

    /**
     * Opens an owner's tables and brings them to this program's version with the migrations in {@code db/<owner>/}.
     *
     * @param owner lower-case letters, digits and underscores; names the SQLite file and its lock, or the schema
     * @throws StartFailed in one clear line: held by another process, read-only, full, not a database, newer than this
     *     program, server away
     */
    public Relational open(String owner) throws StartFailed {
        verify(owner);
        var postgres = settings.postgres();
        return postgres.isPresent()
                ? PostgresStore.open(owner, postgres.get(), settings)
                : SqliteStore.open(owner, data, SqliteLimits.NORMAL);
    }

    /**
     * As {@link #open}, where several instances of this process may each ask for the same owner: on SQLite they have one
     * file together, and the last that closes it closes the file. For owners whose instances need not hear of each
     * other's changes.
     */
    public Relational openTogether(String owner) throws StartFailed {
        return settings.postgres().isPresent() ? open(owner) : files.join(owner, () -> open(owner));
    }

    /**
     * Opens an owner's tables in {@code <owner>.db} of the data folder, whatever the settings say: for data whose point is
     * the file. Instances of this process have it together, as with {@link #openTogether}. A file that another program
     * has made is taken on: its tables stay as they are, and the migrations are applied to them.
     *
     * @throws StartFailed as {@link #open}
     */
    public Relational openEmbedded(String owner) throws StartFailed {
        verify(owner);
        return files.join(owner, () -> {
            var lock = data.tryLock(owner).orElseThrow(() -> new StartFailed(data.file(owner + ".db")
                    + " is held by another process; stop that one, or choose another folder with --data DIR"));
            return SqliteStore.open(owner, owner, data, lock, SqliteLimits.NORMAL, true);
        });
    }

    private static void verify(String owner) {
        // before an owner's own classes load, which name its tables
        Jooq.load();
        if (!OWNER.matcher(owner).matches()) {
            throw new IllegalArgumentException("not an owner's name: " + owner);
        }
    }

    /**
     * Looks whether an owner's store could be opened, and changes nothing. To be called from a platform thread.
     *
     * @param timeout how long to wait for a server, or for another program that has the file locked
     */
    public Condition look(String owner, Duration timeout) {
        return settings.postgres().map(url -> Look.atPostgres(url, timeout))
                .orElseGet(() -> lookEmbedded(owner, timeout));
    }

    /** As {@link #look}, for a store that {@link #openEmbedded} opens. */
    public Condition lookEmbedded(String owner, Duration timeout) {
        return Look.atSqlite(owner, data, timeout);
    }

    @Override
    public String name() {
        return "relational";
    }

    @Override
    public Optional<Component> roundTrip(String instance) {
        Jooq.load();
        var brief = settings.forRoundTrips();
        return Optional.of(settings.postgres()
                .map(url -> new RoundTrip(instance, "postgresql", url.address(), "select version()",
                        () -> PostgresStore.open(RoundTrip.OWNER, url, brief)))
                // a file for each instance: one can be opened by one process alone
                .orElseGet(() -> new RoundTrip(instance, "sqlite", data.file(instance + ".db").toString(),
                        "select sqlite_version()",
                        () -> SqliteStore.open(instance, RoundTrip.OWNER, data, data.lock(instance),
                                SqliteLimits.NORMAL.waitingAtMost(brief.statementTimeout()), false))));
    }
}
