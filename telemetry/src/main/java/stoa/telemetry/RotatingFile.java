package stoa.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file that is appended to and, when full, moved aside: {@code access.log.1} is younger than {@code .2}. */
final class RotatingFile implements AutoCloseable {
    private final Supplier<Path> file;
    private final long maxBytes;
    private final int generations;
    private @Nullable OutputStream out;
    private long size;

    RotatingFile(Supplier<Path> file, long maxBytes, int generations) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.generations = generations;
    }

    /** After an error the file is opened anew by the next append. */
    void append(JsonLine lines) throws IOException {
        try {
            var current = open();
            if (size > 0 && size + lines.length() > maxBytes) {
                close();
                shift();
                current = open();
            }
            lines.writeTo(current);
            size += lines.length();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private OutputStream open() throws IOException {
        if (out == null) {
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            out = Files.newOutputStream(file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            size = Files.size(file.get());
        }
        return out;
    }

    private void shift() throws IOException {
        if (generations == 0) {
            Files.deleteIfExists(file.get());
            return;
        }
        for (var n = generations - 1; n >= 1; n--) {
            if (Files.exists(generation(n))) {
                Files.move(generation(n), generation(n + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file.get(), generation(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path generation(int n) {
        return file.get().resolveSibling(file.get().getFileName() + "." + n);
    }

    @Override
    public void close() throws IOException {
        var current = out;
        out = null;
        if (current != null) {
            current.close();
        }
    }
}
