package stoa.catalog.provider;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import stoa.catalog.provider.Looks.Look;
import stoa.catalog.provider.Report.Conflict;
import stoa.catalog.provider.Report.Failure;
import stoa.catalog.provider.Report.Item;
import stoa.catalog.registry.Refused;
import stoa.catalog.registry.Registry;
import stoa.discovery.Registered.Source;

/** Brings the registry in line with what was seen, once. What a provider could not see stays as it is. */
final class Round {
    private final Registry registry;
    private final BooleanSupplier stopped;
    private final Map<Key, Sight> wanted = new LinkedHashMap<>();
    private final Set<Source> blind = EnumSet.noneOf(Source.class);
    private final Set<Veil> veils = new HashSet<>();
    private final List<Item> found = new ArrayList<>();
    private final List<Item> added = new ArrayList<>();
    private final List<Item> lost = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();

    private record Key(Source by, String service, String instance) {}

    private record Sight(Source by, View.Seen seen) {
        Item item() {
            return new Item(seen.service(), seen.instance(), seen.said().url(), by);
        }
    }

    /** A service that its provider could not see as a whole. */
    private record Veil(Source by, String service) {}

    private Round(Registry registry, BooleanSupplier stopped) {
        this.registry = registry;
        this.stopped = stopped;
    }

    /**
     * @param stopped whether to change nothing any more
     * @throws stoa.stores.relational.StoreUnavailable when a change cannot be stored; those before it stand
     */
    static Report run(Registry registry, List<Look> looks, BooleanSupplier stopped) {
        var round = new Round(registry, stopped);
        looks.forEach(round::gather);
        round.settle();
        return new Report(round.found, round.added, round.lost, round.conflicts, round.failed);
    }

    private void gather(Look look) {
        switch (look) {
            case Look.Failed f -> {
                blind.add(f.source());
                failed.add(new Failure(f.source(), null, f.reason()));
            }
            case Look.Saw saw -> gather(saw.source(), saw.view());
        }
    }

    private void gather(Source by, View view) {
        view.hidden().forEach((service, reason) -> {
            veils.add(new Veil(by, service));
            failed.add(new Failure(by, service, reason));
        });
        view.unfit().forEach(u -> conflicts.add(new Conflict(u.service(), u.instance(), by, u.reason())));
        for (var seen : view.seen()) {
            var sight = new Sight(by, seen);
            found.add(sight.item());
            var first = wanted.putIfAbsent(new Key(by, seen.service(), seen.instance()), sight);
            if (first != null && !first.seen.equals(seen)) {
                conflict(sight, "is the id of another instance, at " + first.seen.said().url());
            }
        }
    }

    /** What is new comes before what is lost goes, so that a service whose instances change is never without one. */
    private void settle() {
        var held = registry.provided();
        new Rerouting(registry).clear(wanted.values().stream().map(s -> new Rerouting.Wish(s.by, s.seen)).toList());
        var refused = register(wanted.values().stream().toList());
        for (var instance : held) {
            if (isLost(instance) && !stopped.getAsBoolean()) {
                lose(instance);
            }
        }
        if (!lost.isEmpty()) {
            // what stood in the way may be gone
            refused = register(List.copyOf(refused.keySet()));
        }
        refused.forEach(this::conflict);
    }

    /** Answers what was refused, with the reasons. */
    private Map<Sight, String> register(List<Sight> sights) {
        var refused = new LinkedHashMap<Sight, String>();
        for (var sight : sights) {
            if (stopped.getAsBoolean()) {
                break;
            }
            try {
                var seen = sight.seen;
                if (registry.register(seen.service(), seen.instance(), seen.said(), sight.by).made()) {
                    added.add(sight.item());
                }
            } catch (Refused e) {
                refused.put(sight, e.words());
            }
        }
        return refused;
    }

    private boolean isLost(Registry.Held held) {
        var by = held.instance().registered().by();
        var stillThere = wanted.containsKey(new Key(by, held.service(), held.instance().id()));
        return !stillThere && !blind.contains(by) && !veils.contains(new Veil(by, held.service()));
    }

    private void lose(Registry.Held held) {
        var instance = held.instance();
        var by = instance.registered().by();
        if (registry.lose(held.service(), instance.id(), by)) {
            lost.add(new Item(held.service(), instance.id(), instance.url(), by));
        }
    }

    private void conflict(Sight sight, String reason) {
        conflicts.add(new Conflict(sight.seen.service(), sight.seen.instance(), sight.by, reason));
    }
}
