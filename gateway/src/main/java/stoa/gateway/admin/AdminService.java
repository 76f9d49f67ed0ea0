package stoa.gateway.admin;

import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.Views.ServiceView;
import stoa.http.Reply;
import stoa.http.Service;
import stoa.runtime.Health;

/** What the gateway tells of itself, as a service like any other; the main listener leads to it without balancing. */
public final class AdminService {
    private AdminService() {}

    /** The body of {@code GET /upstreams}. */
    record Upstreams(List<ServiceView> services) {}

    /** The body of {@code GET /listeners}. */
    record Listening(List<ListenerView> listeners) {}

    /** A listener for people; {@code service} is where its root leads, empty for the main one. */
    public record ListenerView(String label, String service, URI url) {}

    /**
     * @param registry whether the registry is being heard
     * @param listeners the bound ones, the main one first
     * @param api of the routes
     */
    public static Service of(Traffic traffic, Directory directory, Supplier<Health.Check> registry,
            Supplier<List<ListenerView>> listeners, RoutesApi api) {
        return Service.named("gateway").says("relays all traffic by name").check(registry).metrics(metrics -> {
            traffic.register(metrics);
            metrics.register(new Standings(directory));
        })
                .detail("unroutable", directory::unroutable)
                .detail("routes", api::brief).check(api::check).routes(api::on)
                .routes(routes -> {
                    routes.get("/upstreams", _ -> Reply.json(new Upstreams(directory.view())))
                            .says("every instance as this gateway sees it: routable or why not, in flight, left alone")
                            .answers(200, Upstreams.class);
                    routes.get("/listeners", _ -> Reply.json(new Listening(listeners.get())))
                            .says("the ports of this gateway and where each leads").answers(200, Listening.class);
                });
    }
}
