package stoa.main;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import stoa.main.platform.Launch;
import stoa.main.platform.Platform;
import stoa.main.platform.RoleTable;
import stoa.main.remote.CommandFailed;
import stoa.main.remote.Remote;

/**
 * A short life of the whole program: everything is started, toured and stopped, in a folder of its own. The launcher
 * runs it once for each build, and the JVM keeps what it loaded and learnt for faster starts (JEP 483, 514, 515).
 */
@Command(name = "train", hidden = true, description = "Start, tour and stop everything once.")
final class TrainCommand implements Callable<Integer> {
    private static final int REQUESTS = 500;

    @Override
    public Integer call() throws Exception {
        var folder = Files.createTempDirectory("stoa-train");
        try {
            var arguments = new HashMap<>(RoleTable.anyPorts());
            arguments.put("data", folder.toString());
            var launch = new Launch(List.of(RoleTable.ALL), Map.of(), arguments, Map.of(), Optional.empty());
            try (var platform = Platform.start(launch, _ -> {})) {
                use(platform.gateway().orElseThrow().toString());
            }
            return 0;
        } finally {
            delete(folder);
        }
    }

    private static void use(String url) throws CommandFailed {
        for (var arguments : List.of(new String[]{"tour", "--url", url}, new String[]{"services", "--url", url},
                new String[]{"services", "names", "--url", url}, new String[]{"call", "1", "name", "--url", url},
                new String[]{"roles"})) {
            var line = Main.commandLine(arguments);
            line.setOut(new PrintWriter(Writer.nullWriter()));
            line.execute(arguments);
        }
        try (var remote = new Remote(URI.create(url))) {
            for (var n = 0; n < REQUESTS; n++) {
                remote.send("GET", "/api/name");
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
