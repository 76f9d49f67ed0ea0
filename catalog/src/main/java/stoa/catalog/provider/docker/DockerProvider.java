package stoa.catalog.provider.docker;

import java.time.Duration;
import java.util.HashSet;
import stoa.catalog.provider.BlindProvider;
import stoa.catalog.provider.Provider;
import stoa.catalog.provider.Terms;
import stoa.catalog.provider.View;
import stoa.discovery.Registered;

/**
 * Instances by the labels of Docker's containers; of a Swarm manager's engine also the tasks on every node, by the labels
 * of their services.
 */
public final class DockerProvider implements Provider {
    private final EngineAddress engine;
    private final Terms terms;

    public DockerProvider(EngineAddress engine, Terms terms) {
        this.engine = engine;
        this.terms = terms;
    }

    @Override
    public Registered.Source source() {
        return Registered.Source.DOCKER;
    }

    @Override
    public View look(Duration within) throws BlindProvider {
        var client = new EngineClient(engine, within);
        var view = new View(terms);
        var known = new HashSet<String>();
        for (var task : SwarmTasks.of(client)) {
            known.add(task.id());
            task.show(view);
        }
        for (var container : Containers.of(client, engine.host())) {
            // a task that runs on this very node was seen already
            if (known.add(container.id())) {
                container.show(view);
            }
        }
        return view;
    }
}
