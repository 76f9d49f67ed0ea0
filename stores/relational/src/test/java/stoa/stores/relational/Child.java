package stoa.stores.relational;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another Java process with a main class of the tests. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    Child(Class<?> main, List<String> options, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        lines = process.inputReader();
    }

    /** The next line it says; null when it has ended. */
    @Nullable
    String line() throws IOException {
        return lines.readLine();
    }

    /** Asks it to end, by the end of its input, and waits. */
    int end() throws IOException, InterruptedException {
        process.outputWriter().close();
        return process.waitFor();
    }

    /** kill -9, by the handle: the process object would close its output, unread lines included. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
