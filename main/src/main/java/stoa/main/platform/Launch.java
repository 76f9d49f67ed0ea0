package stoa.main.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the person who starts a process asks for.
 *
 * @param roles rows of the role table; {@code all} stands for every one
 * @param replicas instances by role, 1 where none is said
 * @param arguments settings from the command line, key to value
 * @param environment variable to value
 * @param config the settings file, where there is one
 */
public record Launch(List<String> roles, Map<String, Integer> replicas, Map<String, String> arguments,
        Map<String, String> environment, Optional<Path> config) {
    public Launch {
        roles = List.copyOf(roles);
        replicas = Map.copyOf(replicas);
        arguments = Map.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
