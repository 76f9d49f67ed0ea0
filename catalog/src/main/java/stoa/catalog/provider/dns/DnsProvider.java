package stoa.catalog.provider.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import stoa.catalog.provider.BlindProvider;
import stoa.catalog.provider.InstanceId;
import stoa.catalog.provider.Provider;
import stoa.catalog.provider.SettingsEntry;
import stoa.catalog.provider.Terms;
import stoa.catalog.provider.View;
import stoa.discovery.Registered;
import stoa.runtime.Values;

/**
 * Instances by DNS: each address of a name (A, AAAA) with the port that the settings say, or each address of each target
 * of a service (SRV, RFC 2782) with the port and weight that its record says. Of SRV records those with the lowest
 * priority count. A name that DNS does not know has no instances; a question that gets no good answer hides its service.
 */
public final class DnsProvider implements Provider {
    private final List<DnsService> services;
    private final DnsServer server;
    private final Terms terms;

    /** An instance's address; the weight 0 stands for the registration's own. */
    private record Place(String address, int port, int weight) {
        String url() {
            return "http://" + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
        }
    }

    public DnsProvider(List<DnsService> services, DnsServer server, Terms terms) {
        this.services = List.copyOf(services);
        this.server = server;
        this.terms = terms;
    }

    @Override
    public Registered.Source source() {
        return Registered.Source.DNS;
    }

    @Override
    public View look(Duration within) throws BlindProvider {
        var end = System.nanoTime() + within.toNanos();
        var places = new LinkedHashMap<DnsService, CompletableFuture<List<Place>>>();
        for (var service : services) {
            places.put(service, CompletableFuture.supplyAsync(() -> places(service, within),
                    task -> Thread.ofVirtual().name("dns " + service.name()).start(task)));
        }
        var view = new View(terms);
        for (var entry : places.entrySet()) {
            show(entry.getKey(), entry.getValue(), end, within, view);
        }
        return view;
    }

    private void show(DnsService service, CompletableFuture<List<Place>> places, long end, Duration within, View view)
            throws BlindProvider {
        try {
            for (var place : places.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                view.add(service.service(), InstanceId.of(service.service(), place.address, place.port),
                        registration(service, place));
            }
        } catch (TimeoutException e) {
            view.hide(service.service(),
                    "no answer from " + server.words() + " about " + service.name() + " within " + Values.text(within));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof BlindProvider blind)) {
                throw new IllegalStateException(e.getCause());
            }
            view.hide(service.service(), blind.reason());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlindProvider("stopping");
        }
    }

    private static Map<String, Object> registration(DnsService service, Place place) {
        var said = SettingsEntry.registration(service.said(), place.url());
        if (place.weight > 0) {
            said.put("weight", place.weight);
        }
        return said;
    }

    private List<Place> places(DnsService service, Duration within) {
        try (var dns = new Lookup(server, within)) {
            if (service.isSrv()) {
                return targets(dns, service.name());
            }
            return dns.addresses(service.name()).stream().map(a -> new Place(a, service.port(), 0)).toList();
        } catch (BlindProvider e) {
            throw new CompletionException(e);
        }
    }

    private static List<Place> targets(Lookup dns, String name) throws BlindProvider {
        // a target "." says that the service is decidedly not there
        var all = dns.targets(name).stream().filter(t -> t.port() > 0 && !t.host().equals(".")).toList();
        var best = all.stream().mapToInt(Lookup.Target::priority).min().orElse(0);
        var chosen = all.stream().filter(t -> t.priority() == best).toList();
        var heaviest = chosen.stream().mapToInt(Lookup.Target::weight).max().orElse(0);
        var addresses = new LinkedHashMap<String, List<String>>();
        var places = new ArrayList<Place>();
        for (var target : chosen) {
            if (!addresses.containsKey(target.host())) {
                addresses.put(target.host(), dns.addresses(target.host()));
            }
            for (var address : addresses.getOrDefault(target.host(), List.of())) {
                places.add(new Place(address, target.port(), SrvWeight.of(target.weight(), heaviest)));
            }
        }
        return places;
    }
}
