package stoa.tests.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The built program as a process of its own, with every port chosen by the system. */
public final class StoaProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /**
     * The launcher's options that matter for behaviour. Those for speed are its own affair: most tests ask little of a program,
     * which is compiled in a hurry then; {@code -Dcompiled=well} is for long runs.
     */
    private static final List<String> OPTIONS = List.of("--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=" + (System.getProperty("compiled", "").equals("well") ? 4 : 1), "-Xmx192m",
            "-Xlog:disable", "-Xlog:all=error:stderr");

    /** Services that have a listener of their own. */
    private static final List<String> OWN_PORTS = List.of("NAMES", "CATALOG", "POINTS", "USERS", "DIRECTORY",
            "INFRA", "GREETER");

    private final Process process;
    private final Path data;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Thread> readers = new ArrayList<>();

    private StoaProcess(Process process, Path data) {
        this.process = process;
        this.data = data;
        readers.add(copy(process.getInputStream(), out));
        readers.add(copy(process.getErrorStream(), err));
    }

    /** Starts the program on a data folder; ports that {@code environment} does not name are the system's choice. */
    public static StoaProcess start(Path data, Map<String, String> environment, String... arguments) {
        return start(List.of(), data, environment, arguments);
    }

    /** As {@link #start(Path, Map, String...)}, the program's command line behind another's, such as {@code setpriv}. */
    public static StoaProcess start(List<String> before, Path data, Map<String, String> environment,
            String... arguments) {
        return start(before, Archive.OPTION, data, environment, arguments);
    }

    /**
     * The classes that one start of everything loads, as the JVM keeps them, made anew for each build of the jar: with it
     * a start takes half the processor time, and the tests make many.
     */
    private static final class Archive {
        static final Optional<String> OPTION = option();

        private static Optional<String> option() {
            var archive = jar().resolveSibling("../tests.jsa").normalize();
            try {
                if (!Files.exists(archive)
                        || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar())) < 0) {
                    make(archive);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Optional.of("-XX:SharedArchiveFile=" + archive);
        }

        private static void make(Path archive) throws IOException {
            var fresh = archive.resolveSibling("tests.jsa.new");
            var data = Files.createTempDirectory("stoa-tests");
            try (var stoa = start(List.of(), Optional.of("-XX:ArchiveClassesAtExit=" + fresh), data, Map.of(), "up")) {
                stoa.awaitReady().terminate();
                stoa.awaitExit();
                Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                try (var files = Files.walk(data)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static StoaProcess start(List<String> before, Optional<String> option, Path data,
            Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        option.ifPresent(command::add);
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        var variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("STOA_") || name.endsWith("PORT"));
        variables.put("PORT", "0");
        OWN_PORTS.forEach(service -> variables.put(service + "_PORT", "0"));
        variables.put("STOA_DATA", data.toString());
        variables.putAll(environment);
        try {
            return new StoaProcess(builder.start(), data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar that {@code mvn package} makes, wherever in the project a test runs. */
    private static Path jar() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var jar = folder.resolve("main/target/app/stoa.jar");
            if (Files.exists(jar)) {
                return jar;
            }
        }
        throw new IllegalStateException("main/target/app/stoa.jar is not built; run mvn verify from the root");
    }

    private static Thread copy(InputStream from, StringWriter to) {
        return Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = new BufferedReader(new java.io.InputStreamReader(from,
                    java.nio.charset.StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    to.append(line).append('\n');
                }
            } catch (IOException e) {
                to.append("(lost: ").append(e.getMessage()).append(")\n");
            }
        });
    }

    /** Waits until it says that it is ready. */
    public StoaProcess awaitReady() {
        await("the program is ready", () -> out().contains("Ready in") || !process.isAlive());
        if (!out().contains("Ready in")) {
            throw new AssertionError("the program ended instead of getting ready:\n" + out + err);
        }
        return this;
    }

    /** The gateway's main listener, without trailing slash. */
    public URI gateway() {
        return noted("gateway-1");
    }

    /** The address that an instance of this process's data folder has noted, without trailing slash. */
    public URI noted(String instance) {
        try {
            var text = Files.readString(data.resolve("run").resolve(instance + ".url")).strip();
            return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address that it has printed for one of its instances, without trailing slash; empty before that. */
    public Optional<URI> printed(String instance) {
        var line = Pattern.compile("^ *" + instance + " +(http\\S+?)/? ", Pattern.MULTILINE).matcher(out());
        return line.find() ? Optional.of(URI.create(line.group(1))) : Optional.empty();
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: the process gets no chance to do anything more. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM: the process is asked to stop. */
    public void terminate() {
        // by its handle: Process.destroy would also close our ends of its output
        process.toHandle().destroy();
    }

    /** Waits for the end. @return the exit code */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the program did not end:\n" + out + err);
            }
            for (var reader : readers) {
                reader.join();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    /** Polls a condition until it holds; fails with its name when that takes too long. */
    public static void await(String what, BooleanSupplier condition) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain until " + what);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
