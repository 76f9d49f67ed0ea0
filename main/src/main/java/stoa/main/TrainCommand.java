package stoa.main;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import stoa.main.platform.RoleTable;
import stoa.main.platform.Warming;
import stoa.main.remote.CommandFailed;
import stoa.main.remote.Remote;
import stoa.stores.relational.SqliteLibrary;

/**
 * A short life of the whole program: {@code up} is run, toured and stopped, in a folder of its own. The launcher runs it
 * once for each build, and the JVM keeps what it loaded and learnt for faster starts (JEP 483, 514, 515).
 */
@Command(name = "train", hidden = true, description = "Start, tour and stop everything once.")
final class TrainCommand implements Callable<Integer> {
    private static final int REQUESTS = 500;
    private static final Pattern GATEWAY = Pattern.compile("gateway-1 +(http://\\S+)");

    @Override
    public Integer call() throws Exception {
        SqliteLibrary.keep();
        Warming.begin();
        var folder = Files.createTempDirectory("stoa-train");
        try {
            var output = new StringWriter();
            var up = Thread.ofPlatform().start(() -> run(output, up(folder)));
            while (!output.toString().contains("Ready in") && up.isAlive()) {
                Thread.sleep(20);
            }
            var url = GATEWAY.matcher(output.toString());
            if (!url.find()) {
                throw new CommandFailed("the platform did not start: " + output);
            }
            use(url.group(1), folder.toString());
            up.interrupt();
            up.join();
            return 0;
        } finally {
            delete(folder);
        }
    }

    private static String[] up(Path folder) {
        var arguments = new ArrayList<>(List.of("up", "--data", folder.toString()));
        RoleTable.anyPorts().forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments.toArray(String[]::new);
    }

    private static void use(String url, String data) throws CommandFailed {
        for (var arguments : List.of(new String[]{"tour", "--url", url, "--data", data},
                new String[]{"services", "--url", url, "--data", data},
                new String[]{"services", "names", "--url", url}, new String[]{"call", "1", "name", "--url", url},
                new String[]{"roles"})) {
            run(Writer.nullWriter(), arguments);
        }
        try (var remote = new Remote(URI.create(url), Optional.empty())) {
            for (var n = 0; n < REQUESTS; n++) {
                remote.send("GET", "/api/name");
            }
        }
    }

    private static void run(Writer output, String... arguments) {
        var line = Main.commandLine(arguments);
        line.setOut(new PrintWriter(output));
        line.execute(arguments);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
