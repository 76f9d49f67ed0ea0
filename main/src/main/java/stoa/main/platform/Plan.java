package stoa.main.platform;

import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Setting;
import stoa.runtime.Settings;

/**
 * What a launch comes to, all settings read and nothing touched yet.
 *
 * @param replicas the roles to run, with their number of instances
 * @param effective every key with its value and origin
 */
record Plan(PlatformSettings settings, Foundation foundation, RoleTable table, Map<String, Integer> replicas,
        Collection<Setting> effective) {

    /**
     * @param process what this process is called, asked for when it runs
     * @throws InvalidSettings with everything that is wrong, whichever role it concerns
     */
    static Plan read(Launch launch, Supplier<String> process) throws InvalidSettings {
        var in = Settings.of(launch.arguments(), launch.environment(), launch.config());
        var settings = PlatformSettings.read(in);
        var ports = Ports.of(launch, settings, in);
        var foundation = Foundation.read(in, settings, ports.own(), process);
        var table = RoleTable.read(in, foundation, ports.main());
        var replicas = table.chosen(launch, in);
        try {
            in.verify();
        } catch (InvalidSettings e) {
            foundation.close();
            throw e;
        }
        return new Plan(settings, foundation, table, replicas, in.effective());
    }

    /**
     * Whose the port setting is: the gateway's main listener's, or where one instance of one other role runs alone, its
     * own.
     */
    private record Ports(int main, int own) {
        static Ports of(Launch launch, PlatformSettings settings, Settings in) {
            var roles = launch.roles();
            if (settings.port().isEmpty() || roles.isEmpty()) {
                return new Ports(Topology.MAIN_PORT, 0);
            }
            var port = settings.port().get();
            if (roles.contains(Topology.GATEWAY) || roles.contains(RoleTable.ALL)) {
                return new Ports(port, 0);
            }
            if (roles.size() > 1 || launch.replicas().values().stream().anyMatch(n -> n > 1)) {
                in.error("port: is for a gateway, or for one instance of one role; here run several without a gateway");
            }
            return new Ports(Topology.MAIN_PORT, port);
        }
    }
}
