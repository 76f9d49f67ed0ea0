package stoa.main.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import stoa.runtime.Component.Condition;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Setting;

/**
 * What a launch would find, without starting anything.
 *
 * @param settings every key with its value and origin, by name
 * @param stores every store that some role keeps its data in
 */
public record Inspection(List<Setting> settings, List<Store> stores) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<String> OWNERS = List.of("catalog", "events", "users", "probe", "points");
    private static final List<String> REDIS_OWNERS = List.of("catalog", "points");

    /** One store and the condition it is in. */
    public record Store(String name, Condition condition) {}

    /** Reads all settings and tries each store. */
    public static Inspection of(Launch launch) throws InvalidSettings {
        var plan = Plan.read(launch, () -> "inspection");
        try (var foundation = plan.foundation()) {
            var stores = new ArrayList<Store>();
            for (var owner : OWNERS) {
                stores.add(new Store("relational/" + owner, foundation.stores().look(owner, PATIENCE)));
            }
            stores.add(new Store("relational/meubanco", foundation.stores().lookEmbedded("meubanco", PATIENCE)));
            for (var owner : REDIS_OWNERS) {
                foundation.redis().look(owner, PATIENCE).ifPresent(c -> stores.add(new Store("redis/" + owner, c)));
            }
            return new Inspection(List.copyOf(plan.effective()), List.copyOf(stores));
        }
    }

    /** Whether a start would find every store well. */
    public boolean well() {
        return stores.stream().allMatch(s -> s.condition().ok());
    }
}
