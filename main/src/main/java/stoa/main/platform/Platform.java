package stoa.main.platform;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import stoa.runtime.Instance;
import stoa.runtime.InvalidSettings;
import stoa.runtime.RunningRole;
import stoa.runtime.StartFailed;
import stoa.runtime.Supervisor;
import stoa.telemetry.Logs;

/** The roles of this process, running. */
public final class Platform implements AutoCloseable {
    private final Foundation foundation;
    private final Supervisor supervisor;
    private final InstanceNumbers numbers;

    private Platform(Foundation foundation, Supervisor supervisor, InstanceNumbers numbers) {
        this.foundation = foundation;
        this.supervisor = supervisor;
        this.numbers = numbers;
    }

    /**
     * Reads all settings, makes the data folder, starts the chosen roles, and returns when they are ready.
     *
     * @param onReady told of each instance as it becomes ready
     * @throws InvalidSettings with every error at once; nothing was touched
     * @throws StartFailed with the first reason; what had started was stopped again
     */
    public static Platform start(Launch launch, Consumer<Instance> onReady) throws InvalidSettings, StartFailed {
        var numbers = new InstanceNumbers();
        var plan = Plan.read(launch, numbers::process);
        var foundation = plan.foundation();
        Logs.configure(foundation.logs());
        var platform = new Platform(foundation, new Supervisor(plan.table().roles(), onReady), numbers);
        try {
            foundation.data().make();
            foundation.keys().open();
            foundation.scaler().begin(new Scaler.Means(platform.supervisor, numbers, foundation.data(),
                    foundation.settings()), List.copyOf(plan.replicas().keySet()));
            platform.supervisor.start(numbers.take(foundation.data(), launch.roles(), plan.replicas()));
            platform.waitUntilRoutable();
            return platform;
        } catch (StartFailed e) {
            platform.stop(Duration.ZERO);
            throw e;
        }
    }

    /** Only a gateway can tell; without one of its own, a process is ready when its roles are. */
    private void waitUntilRoutable() {
        var ids = instances().stream().map(Instance::id).collect(Collectors.toSet());
        gateway().ifPresent(main -> new Arrival(foundation.client(), main).await(ids));
    }

    /** The main listener of this process's gateway, where one runs here. */
    public Optional<URI> gateway() {
        return instances().stream().filter(i -> i.role().equals(Topology.GATEWAY))
                .flatMap(i -> i.addresses().stream()).map(RunningRole.Address::uri).findFirst();
    }

    /** Every instance of this process. */
    public List<Instance> instances() {
        return supervisor.instances();
    }

    /** Takes everything out of routing, lets requests in flight finish, and closes it. */
    public void stop(Duration grace) {
        supervisor.stop(grace);
        foundation.close();
        numbers.close();
    }

    /** Stops within the time that the settings give. */
    @Override
    public void close() {
        stop(foundation.settings().drainGrace());
    }
}
