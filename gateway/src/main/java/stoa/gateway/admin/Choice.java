package stoa.gateway.admin;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Balancing;
import stoa.gateway.balance.HashKey;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.balance.Views.InstanceView;
import stoa.gateway.http1.Head;

/**
 * Which instance of a service a request would go to, in words.
 *
 * @param how its route shares requests out
 */
record Choice(UpstreamService service, Balancing how) {
    /**
     * The one where that is certain, else those that it may be and what decides among them.
     *
     * @param client who would ask; null where that is not said
     */
    String words(List<InstanceView> instances, Head head, @Nullable InetAddress client) {
        var doubted = service.doubted();
        if (!doubted.isEmpty()) {
            return "one of " + String.join(", ", doubted)
                    + ": found failing by gateways, asked since no routable one takes connections";
        }
        var routable = instances.stream().filter(InstanceView::routable).toList();
        var weighty = routable.stream().filter(i -> i.weight() > 0).toList();
        var some = weighty.isEmpty() ? routable : weighty;
        var fit = some.stream().filter(i -> i.leftAloneKind().isEmpty()).toList();
        var from = fit.isEmpty() ? some : fit;
        if (from.isEmpty()) {
            return instances.isEmpty() ? "none: no instance is known here" : "none: no instance is routable";
        }
        var why = fit.isEmpty() ? ", though each is left alone for now: there is no other" : "";
        if (from.size() == 1) {
            return from.getFirst().id() + ", the only one that is fit" + why;
        }
        var led = service.led(how, HashKey.of(how, head, client));
        return led != null && how instanceof Balancing.ByHash(var key, var name)
                ? led.id() + ", where " + words(key, name) + " leads" + why
                : "one of " + from.stream().map(InstanceView::id).collect(Collectors.joining(", ")) + ", " + decides()
                        + why;
    }

    private String decides() {
        return switch (how) {
            case Balancing.PeakEwma() -> "by peak-ewma: chance, latency and load decide";
            case Balancing.LeastRequest() -> "by least-request: the one with least in flight then, of equals by chance";
            case Balancing.RoundRobin() -> "by round-robin: whose turn it is then";
            case Balancing.ByHash(var key, var name) -> key == Balancing.Key.ADDRESS
                    ? "by hash address: the same one for the same client, who is not said here"
                    : "by peak-ewma: the request lacks " + words(key, name)
                            + ", so chance, latency and load decide";
        };
    }

    private static String words(Balancing.Key key, String name) {
        return switch (key) {
            case HEADER -> "its header " + name;
            case COOKIE -> "its cookie " + name;
            case ADDRESS -> "its client's address";
        };
    }
}
