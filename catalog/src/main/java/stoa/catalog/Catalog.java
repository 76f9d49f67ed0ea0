package stoa.catalog;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import stoa.catalog.calls.Calls;
import stoa.catalog.calls.store.CallStores;
import stoa.catalog.check.Timing;
import stoa.catalog.provider.Discovery;
import stoa.catalog.registry.Refused;
import stoa.catalog.registry.Registry;
import stoa.discovery.AddressBook;
import stoa.discovery.ServiceRecord;
import stoa.events.Recorder;
import stoa.http.Problem;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.client.Trust;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Scaling;
import stoa.runtime.Settings;
import stoa.stores.redis.Redis;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;

/** The role that knows all services: it keeps the registry, checks instances, and tells everyone what changes and what was called. */
public final class Catalog {
    private final CatalogSettings settings;
    private final ProviderSettings providers;
    private final Surroundings with;

    /**
     * What a catalog works with and does not own.
     *
     * @param events where it tells what happened
     * @param scaling of the process that the catalog runs in
     * @param clock for the times that are shown
     * @param builtIn names of the platform's own services, which only those register at who have shown the token
     * @param trust whom checked instances have to convince that are registered by https
     */
    public record Surroundings(Shell shell, RelationalStores stores, RedisStores redis, AddressBook addresses,
            Recorder events, Scaling scaling, Clock clock, Set<String> builtIn, Trust trust) {}

    private Catalog(CatalogSettings settings, ProviderSettings providers, Surroundings with) {
        this.settings = settings;
        this.providers = providers;
        this.with = with;
    }

    /** Reads the catalog's settings and makes its row of the role table. */
    public static Role role(Settings in, Surroundings with) {
        var catalog = new Catalog(CatalogSettings.read(in), ProviderSettings.read(in), with);
        return new Role("catalog", "registers services, checks their instances, tells who can be reached", List.of(),
                catalog::start);
    }

    private RunningRole start(RoleContext context) throws Exception {
        var tables = with.stores().open("catalog");
        var hot = with.redis().open("catalog");
        var timing = Timing.real(with.clock());
        RunningRole running;
        try {
            running = serve(context, tables, hot, timing);
        } catch (Exception e) {
            timing.close();
            hot.ifPresent(Redis::close);
            tables.close();
            throw e;
        }
        try {
            with.addresses().note(context.instance(), running.addresses().getFirst().uri());
        } catch (IOException e) {
            running.close();
            throw e;
        }
        return running;
    }

    private RunningRole serve(RoleContext context, Relational tables, Optional<Redis> hot, Timing timing)
            throws Exception {
        var instance = context.instance();
        var limits = new Registry.Limits(settings.maxInstances(), settings.leaseForget(),
                settings.checksAtOnce());
        var registry = Registry.open(tables, limits, instance, timing, RandomGenerator.getDefault(),
                with.events().from(instance), with.trust());
        var metrics = new CatalogMetrics(registry, () -> hot.isPresent() && hot.get().connected());
        var calls = Calls.in(CallStores.in(tables, hot, with.clock()), with.clock(),
                id -> registry.service(id).map(ServiceRecord::name).orElse(id),
                metrics::countRelayed);
        var discovery = new Discovery(providers.providers(), registry, providers.pace(), timing,
                RandomGenerator.getDefault(), with.events().from(instance));
        try {
            var service = Service.named("catalog")
                    .says("Which services there are, which instances run them, how they are, who may be sent requests,"
                            + " and what was called")
                    .uses(tables).check(discovery::check)
                    .routes(new CatalogApi(registry, calls, discovery, with.scaling(), with.clock(),
                            with.builtIn(), metrics::countRequest)::routes)
                    .metrics(metrics::register).maps(Refused.class, CatalogApi::problem)
                    .maps(StoreUnavailable.class, Catalog::problem)
                    // closed the last first
                    .owns(tables).owns(() -> hot.ifPresent(Redis::close)).owns(timing).owns(registry).owns(calls)
                    .owns(discovery).owns(() -> with.addresses().forget(instance));
            hot.ifPresent(service::uses);
            var running = with.shell().serve(context, service);
            discovery.begin();
            return running;
        } catch (Exception e) {
            discovery.close();
            calls.close();
            registry.close();
            throw e;
        }
    }

    /** The registry is read from memory and goes on; {@code /health} tells operators what the store says. */
    static Problem problem(StoreUnavailable away) {
        return new Problem(503, "the registry cannot be changed now, because its store cannot be written to")
                .with("Retry-After", "1");
    }
}
