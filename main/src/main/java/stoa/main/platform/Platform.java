package stoa.main.platform;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import stoa.runtime.Instance;
import stoa.runtime.InvalidSettings;
import stoa.runtime.StartFailed;
import stoa.runtime.Supervisor;

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
        var plan = Plan.read(launch);
        var foundation = plan.foundation();
        var numbers = new InstanceNumbers();
        var platform = new Platform(foundation, new Supervisor(plan.table().rows(), onReady), numbers);
        try {
            foundation.data().make();
            platform.run(numbers.take(foundation.data(), plan.replicas()));
            return platform;
        } catch (StartFailed e) {
            platform.close();
            throw e;
        }
    }

    private void run(Map<String, List<Integer>> chosen) throws StartFailed {
        supervisor.start(chosen);
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
