package stoa.tests.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A service of a user's own as a process of its own, which can be killed. Needs nothing but the JDK. */
public final class InstanceProcess implements AutoCloseable {
    private final Process process;
    private final URI url;

    private InstanceProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Starts one that answers {@code name}; it listens when this returns. */
    public static InstanceProcess start(String name) {
        return start(name, 0);
    }

    private static InstanceProcess start(String name, int port) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            var classes = Path.of(InstanceProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            var process = new ProcessBuilder(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m",
                    "-cp", classes.toString(), InstanceProgram.class.getName(), name, Integer.toString(port)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            var said = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
            return new InstanceProcess(process, URI.create(Objects.requireNonNull(said, "it ended at once")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public URI url() {
        return url;
    }

    /** One that takes this one's place, at its address, after it was killed. */
    public InstanceProcess again(String name) {
        return start(name, url.getPort());
    }

    /** SIGKILL: the process gets no chance to do anything more. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
