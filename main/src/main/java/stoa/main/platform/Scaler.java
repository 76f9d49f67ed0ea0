package stoa.main.platform;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.runtime.DataFolder;
import stoa.runtime.Instance;
import stoa.runtime.Scaling;
import stoa.runtime.StartFailed;
import stoa.runtime.Supervisor;

/** Scales the roles of this process. Known to roles before the process runs, and of use from then on. */
final class Scaler implements Scaling {
    private static final Logger LOG = LoggerFactory.getLogger(Scaler.class);
    private static final int MOST = 100;
    /** Without one of these nobody could ask for more again. */
    private static final Set<String> NEEDED = Set.of("catalog", Topology.GATEWAY);

    private volatile Running running = new Running(List.of(), null);

    private record Running(List<String> roles, @Nullable Means process) {}

    /** What it scales with. */
    record Means(Supervisor supervisor, InstanceNumbers numbers, DataFolder data, PlatformSettings settings) {}

    /** @param roles those that this process was started with */
    void begin(Means process, List<String> roles) {
        running = new Running(List.copyOf(roles), process);
    }

    @Override
    public synchronized List<String> scale(String role, int replicas) throws Refused {
        var here = running.process();
        if (here == null || !running.roles().contains(role)) {
            throw new Refused("the process of this catalog does not run " + role + "; scale it where it was started:"
                    + " by its orchestrator, or with more processes (./stoa run " + role + ")");
        }
        var least = NEEDED.contains(role) ? 1 : 0;
        if (replicas < least || replicas > MOST) {
            throw new Refused(role + " can have " + least + " to " + MOST + " instances in one process");
        }
        var now = instances(here, role);
        if (replicas > now.size()) {
            grow(here, role, replicas - now.size());
        } else if (replicas < now.size()) {
            shrink(here, now.subList(replicas, now.size()));
        }
        return instances(here, role).stream().map(Instance::id).toList();
    }

    private static List<Instance> instances(Means here, String role) {
        return here.supervisor().instances().stream().filter(i -> i.role().equals(role))
                .sorted(Comparator.comparingInt(i -> number(i.id()))).toList();
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }

    private static void grow(Means here, String role, int more) throws Refused {
        try {
            var numbers = here.numbers().take(here.data(), role, more);
            try {
                here.supervisor().grow(role, numbers);
            } catch (StartFailed e) {
                numbers.forEach(n -> here.numbers().giveBack(role + "-" + n));
                throw e;
            }
        } catch (StartFailed e) {
            throw new Refused("no more instances of " + role + " can run here: " + e.getMessage());
        }
    }

    private static void shrink(Means here, List<Instance> leaving) {
        here.supervisor().shrink(leaving, here.settings().drainGrace(), () -> leaving.forEach(i -> {
            here.numbers().giveBack(i.id());
            LOG.info("{} has finished", i.id());
        }));
    }
}
