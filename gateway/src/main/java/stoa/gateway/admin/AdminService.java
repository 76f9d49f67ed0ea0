package stoa.gateway.admin;

import java.util.List;
import java.util.function.Supplier;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.Directory.ServiceView;
import stoa.http.Reply;
import stoa.http.Service;
import stoa.runtime.Health;

/** What the gateway tells of itself, as a service like any other; the main listener leads to it without balancing. */
public final class AdminService {
    private AdminService() {}

    /** The body of {@code GET /upstreams}. */
    record Upstreams(List<ServiceView> services) {}

    /** @param registry whether the registry is being heard */
    public static Service of(Traffic traffic, Directory directory, Supplier<Health.Check> registry) {
        return Service.named("gateway").says("relays all traffic by name").check(registry).metrics(traffic::register)
                .routes(routes -> routes.get("/upstreams", _ -> Reply.json(new Upstreams(directory.view())))
                        .says("every instance as this gateway sees it: routable or why not, in flight, left alone")
                        .answers(200, Upstreams.class));
    }
}
