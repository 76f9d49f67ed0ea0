package stoa.main.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import stoa.main.platform.Launch;

/** The options of every command that reads the settings. */
final class LaunchOptions {
    private static final Path USUAL_FILE = Path.of("stoa.yaml");

    @Option(names = "--port-offset", paramLabel = "N", description = "Add N to every well-known port.")
    private @Nullable String portOffset;

    @Option(names = "--tls-port", paramLabel = "PORT", description = "Listen for TLS too, such as at 8443.")
    private @Nullable String tlsPort;

    @Option(names = "--data", paramLabel = "DIR", description = "Keep everything in DIR (default: ./data).")
    private @Nullable String data;

    @Option(names = "--replicas", paramLabel = "NAME=N", description = "Run N instances of a role.")
    private Map<String, Integer> replicas = new LinkedHashMap<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from FILE (default: ./stoa.yaml where it exists).")
    private @Nullable Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set any key; wins over the environment, which wins over the file.")
    private Map<String, String> set = new HashMap<>();

    Launch launch(List<String> roles) {
        return new Launch(roles, replicas, arguments(), System.getenv(), file());
    }

    private Map<String, String> arguments() {
        var arguments = new HashMap<>(set);
        if (data != null) {
            arguments.put("data", data);
        }
        if (portOffset != null) {
            arguments.put("port-offset", portOffset);
        }
        if (tlsPort != null) {
            arguments.put("tls-port", tlsPort);
        }
        return arguments;
    }

    private Optional<Path> file() {
        return Optional.ofNullable(config).or(() -> Optional.of(USUAL_FILE).filter(Files::exists));
    }
}
