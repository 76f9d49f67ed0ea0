package stoa.services.points;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import stoa.events.Recorder;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.runtime.UuidV7;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Receipts;
import stoa.services.points.ledger.RelationalLedger;
import stoa.services.points.page.Live;
import stoa.stores.redis.Redis;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalStores;

/** Points: a visit adds some to a shared account, and others are credited, spent and put aside, each exactly once. */
public final class Points {
    private static final String SUMMARY = "Points on accounts, each entry exactly once";

    private final PointsSettings settings;
    private final Shell shell;
    private final RelationalStores stores;
    private final RedisStores redis;
    private final Recorder events;

    private Points(PointsSettings settings, Shell shell, RelationalStores stores, RedisStores redis, Recorder events) {
        this.settings = settings;
        this.shell = shell;
        this.stores = stores;
        this.redis = redis;
        this.events = events;
    }

    /** The role's row. */
    public static Role role(Settings in, Shell shell, RelationalStores stores, RedisStores redis, Recorder events) {
        var points = new Points(PointsSettings.read(in), shell, stores, redis, events);
        return new Role("points", SUMMARY, List.of(), points::start);
    }

    private RunningRole start(RoleContext context) throws Exception {
        var tables = stores.openTogether("points");
        var hot = redis.open("points");
        try {
            return serve(context, tables, hot);
        } catch (Exception e) {
            hot.ifPresent(Redis::close);
            tables.close();
            throw e;
        }
    }

    private RunningRole serve(RoleContext context, Relational tables, Optional<Redis> hot) throws Exception {
        var metrics = new PointsMetrics();
        var ledger = ledger(tables, metrics);
        var clock = Clock.systemUTC();
        var teller = new Teller(ledger, new UuidV7(clock, RandomGenerator.getDefault()), clock, metrics);
        var live = new Live(ledger, settings.account());
        var sweeper = new Sweeper(teller, ledger);
        var auditor = new Auditor(ledger, settings.verifyEvery(), events.from(context.instance()), clock);
        var service = Service.named("points").says(SUMMARY).at("/points/").uses(tables)
                .header("Cache-Control", "no-store").maps(LedgerUnavailable.class, Answers::away)
                .routes(new VisitApi(teller, ledger, settings, live)::routes)
                .routes(new AccountApi(teller, ledger)::routes).routes(new ReservationApi(teller, ledger)::routes)
                .routes(new ReceiptApi(context.instance(), teller, ledger, new Receipts(tables), auditor)::routes)
                .metrics(registry -> metrics.register(registry, auditor::discrepancies))
                // closed the last first
                .owns(tables).owns(() -> hot.ifPresent(Redis::close)).owns(ledger).owns(auditor).owns(sweeper)
                .owns(live);
        hot.ifPresent(service::uses);
        try {
            var running = shell.serve(context, service);
            sweeper.start();
            auditor.start();
            return running;
        } catch (Exception e) {
            ledger.close();
            throw e;
        }
    }

    private static Ledger ledger(Relational tables, PointsMetrics metrics) {
        return new RelationalLedger(tables, metrics::batch);
    }
}
