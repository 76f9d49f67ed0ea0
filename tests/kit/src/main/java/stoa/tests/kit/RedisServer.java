package stoa.tests.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A real Redis, or a Sentinel of one, as a process in a folder of its own, on loopback, that keeps each write on its disk
 * before it answers. It ends with the JVM.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A Cluster's nodes talk to one another on their port plus 10,000. */
    private static final int HIGHEST_PORT = 55_535;

    private final RedisProgram program;
    private final boolean sentinel;
    private final String password;
    private final Path folder;
    private final int port;
    private final Thread hook = new Thread(this::end);
    private Process process;

    private RedisServer(RedisProgram program, boolean sentinel, List<String> settings) throws IOException {
        this.program = program;
        this.sentinel = sentinel;
        password = settings.stream().filter(s -> s.startsWith("requirepass ")).map(s -> s.split(" ")[1]).findFirst()
                .orElse("");
        folder = Files.createTempDirectory("stoa-redis");
        port = freePort();
        var lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + folder, "save \"\"",
                "logfile " + folder.resolve("log")));
        if (sentinel) {
            lines.remove("save \"\"");
        } else {
            lines.addAll(List.of("appendonly yes", "appendfsync always"));
        }
        lines.addAll(settings);
        Files.write(folder.resolve("conf"), lines);
        Runtime.getRuntime().addShutdownHook(hook);
        process = launch();
    }

    /** @param settings lines of its configuration */
    public static RedisServer start(RedisProgram program, String... settings) throws IOException {
        return new RedisServer(program, false, List.of(settings)).awaitReady();
    }

    /** A Sentinel that watches a master, with these settings for it. */
    static RedisServer sentinel(RedisProgram program, RedisServer master, int quorum, String... settings)
            throws IOException {
        var lines = new ArrayList<String>();
        lines.add("sentinel monitor " + RedisSet.MASTER + " 127.0.0.1 " + master.port() + " " + quorum);
        Arrays.stream(settings).map(s -> "sentinel " + s).forEach(lines::add);
        return new RedisServer(program, true, lines).awaitReady();
    }

    private static int freePort() throws IOException {
        while (true) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() <= HIGHEST_PORT) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    private Process launch() throws IOException {
        var command = new ArrayList<>(List.of(program.path().toString(), folder.resolve("conf").toString()));
        if (sentinel) {
            command.add("--sentinel");
        }
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    private RedisServer awaitReady() {
        await("a Redis that answers", () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("Redis ended: " + read("out") + read("log"));
            }
            return ask("PING").equals("PONG");
        });
        return this;
    }

    private String read(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port}, with the password where one is set. */
    public String url() {
        return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + "127.0.0.1:" + port;
    }

    /** Sends a command by a connection of its own; the reply's lines, the error's text, or nothing while it is away. */
    public String ask(String... command) {
        try (var conversation = new RedisConversation(port)) {
            if (!password.isEmpty()) {
                conversation.ask("AUTH", password);
            }
            return conversation.ask(command);
        } catch (IOException e) {
            return "";
        }
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** Starts it again on the same port and folder. */
    public void startAgain() throws IOException {
        process = launch();
        awaitReady();
    }

    /** It answers nothing any more, and its connections stay: SIGSTOP. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + ": " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void join() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        kill();
        delete(folder);
    }

    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        end();
    }
}
