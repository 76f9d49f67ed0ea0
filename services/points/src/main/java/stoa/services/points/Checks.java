package stoa.services.points;

import java.util.List;

/** Programs that look whether a service is there. */
final class Checks {
    private static final List<String> AGENTS = List.of("stoa-catalog-check", "stoa-probe", "kube-probe/", "Consul",
            "ELB-HealthChecker", "GoogleHC");

    private Checks() {}

    /** @param agent what a request says in {@code User-Agent} */
    static boolean isCheck(String agent) {
        return AGENTS.stream().anyMatch(agent::startsWith);
    }
}
