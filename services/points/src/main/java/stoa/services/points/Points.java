package stoa.services.points;

import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import stoa.events.Recorder;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.runtime.UuidV7;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.page.Live;
import stoa.services.points.redis.RedisLedgerSettings;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.RelationalStores;

/** Points: a visit adds some to a shared account, and others are credited, spent and put aside, each exactly once. */
public final class Points {
    private static final String SUMMARY = "Points on accounts, each entry exactly once";

    private final PointsSettings settings;
    private final RedisLedgerSettings inRedis;
    private final Shell shell;
    private final RelationalStores stores;
    private final RedisStores redis;
    private final Recorder events;

    private Points(PointsSettings settings, RedisLedgerSettings inRedis, Shell shell, RelationalStores stores,
            RedisStores redis, Recorder events) {
        this.settings = settings;
        this.inRedis = inRedis;
        this.shell = shell;
        this.stores = stores;
        this.redis = redis;
        this.events = events;
    }

    /** The role's row. */
    public static Role role(Settings in, Shell shell, RelationalStores stores, RedisStores redis, Recorder events) {
        var settings = PointsSettings.read(in);
        var points = new Points(settings, RedisLedgerSettings.read(in, redis, settings.account()), shell, stores, redis,
                events);
        return new Role("points", SUMMARY, List.of(), points::start);
    }

    private RunningRole start(RoleContext context) throws Exception {
        var metrics = new PointsMetrics();
        var clock = Clock.systemUTC();
        var ids = new UuidV7(clock, RandomGenerator.getDefault());
        var told = events.from(context.instance());
        var vault = new Vault(stores, redis, inRedis, new Vault.Surroundings(context.instance(), told,
                () -> ids.next().toString(), clock, metrics::batch));
        try {
            return serve(context, vault, new Teller(vault.ledger(), ids, clock, metrics),
                    new Auditor(vault.ledger(), settings.verifyEvery(), told, clock), metrics);
        } catch (Exception e) {
            vault.close();
            throw e;
        }
    }

    private RunningRole serve(RoleContext context, Vault vault, Teller teller, Auditor auditor, PointsMetrics metrics)
            throws Exception {
        var ledger = vault.ledger();
        var live = new Live(ledger, settings.account());
        var sweeper = new Sweeper(teller, ledger);
        var service = Service.named("points").says(SUMMARY).at("/points/").header("Cache-Control", "no-store")
                .maps(LedgerUnavailable.class, Answers::away)
                .routes(new VisitApi(teller, ledger, settings, live)::routes)
                .routes(new AccountApi(teller, ledger)::routes).routes(new ReservationApi(teller, ledger)::routes)
                .routes(new ReceiptApi(context.instance(), teller, ledger, vault.receipts(), auditor)::routes)
                .metrics(registry -> metrics.register(registry, auditor::discrepancies))
                // closed the last first
                .owns(vault).owns(auditor).owns(sweeper).owns(live);
        vault.describe(service);
        var running = shell.serve(context, service);
        sweeper.start();
        auditor.start();
        return running;
    }
}
