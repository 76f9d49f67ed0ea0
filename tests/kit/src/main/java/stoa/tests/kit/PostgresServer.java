package stoa.tests.kit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server of one test's own, which can go, hang, and come back at its address with what it had. */
public final class PostgresServer implements AutoCloseable {
    private static final String ADMINISTRATOR = "postgres";

    private final Path data;
    private EmbeddedPostgres running;
    private List<Long> hanging = List.of();

    /** @param data a folder that is empty or not there */
    public PostgresServer(Path data) {
        this.data = data;
        this.running = start(0);
    }

    private EmbeddedPostgres start(int port) {
        try {
            var builder = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1")
                    .setDataDirectory(data).setCleanDataDirectory(false).setPGStartupWait(Duration.ofSeconds(60));
            return port == 0 ? builder.start() : builder.setPort(port).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code postgresql://...}. */
    public String url() {
        return "postgresql://" + ADMINISTRATOR + "@127.0.0.1:" + running.getPort() + "/" + ADMINISTRATOR;
    }

    /** Stops it: connections end, further ones are refused. */
    public void stop() {
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it after {@link #stop}. */
    public void startAgain() {
        running = start(running.getPort());
    }

    /** SIGSTOP to all of its processes: it takes connections and questions and answers nothing. */
    public void hang() {
        var processes = new ArrayList<Long>();
        var first = first();
        processes.add(first.pid());
        signal("STOP", processes);
        first.descendants().forEach(child -> processes.add(child.pid()));
        signal("STOP", processes);
        hanging = List.copyOf(processes);
    }

    /** Lets it answer after {@link #hang}. */
    public void goOn() {
        if (!hanging.isEmpty()) {
            signal("CONT", hanging);
            hanging = List.of();
        }
    }

    private ProcessHandle first() {
        try {
            var pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(String name, List<Long> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(pid -> command.add(Long.toString(pid)));
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        goOn();
        stop();
    }
}
