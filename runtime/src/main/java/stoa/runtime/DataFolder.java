package stoa.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The folder that holds everything the platform keeps on this machine. Several processes may share it; a single file in
 * it belongs to one process, which holds a lock of that owner's name.
 */
public final class DataFolder {
    private static final AtomicLong WRITES = new AtomicLong();
    /** What this process has locked. It must not open such a file again: on POSIX, closing it would drop the lock. */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    /** Names the folder and touches nothing, so that all settings can be read before anything is made. */
    public static DataFolder at(Path path) {
        return new DataFolder(path.toAbsolutePath().normalize());
    }

    /** The folder, made and tried. @throws StartFailed as {@link #make()} */
    public static DataFolder open(Path path) throws StartFailed {
        var folder = at(path);
        folder.make();
        return folder;
    }

    /** Makes the folder where it is missing. @throws StartFailed when it cannot be made or written to */
    public void make() throws StartFailed {
        try {
            Files.createDirectories(path);
            var trial = file(".writable-" + ProcessHandle.current().pid());
            Files.writeString(trial, "");
            Files.deleteIfExists(trial);
        } catch (IOException e) {
            throw new StartFailed("data folder " + path + " cannot be written to: " + reason(e)
                    + "; choose another with --data DIR", e);
        }
    }

    public Path path() {
        return path;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    /** Replaces a file at once: a reader sees the old content or the new, never half of it. */
    public void write(String name, String content) throws IOException {
        write(name, content, false);
    }

    /** As {@link #write}; when it returns the new content outlasts the machine's going down as well. */
    public void writeDurably(String name, String content) throws IOException {
        write(name, content, true);
    }

    private void write(String name, String content, boolean durably) throws IOException {
        var target = file(name);
        var folder = Objects.requireNonNull(target.getParent(), "a file of the folder is in it");
        Files.createDirectories(folder);
        // in containers that share the folder every process may be number 1; a secure random name costs more than the write
        var fresh = target.resolveSibling("." + target.getFileName() + "-" + ProcessHandle.current().pid() + "-"
                + Long.toHexString(System.nanoTime()) + "-" + WRITES.incrementAndGet());
        try {
            Files.writeString(fresh, content);
            if (durably) {
                force(fresh, StandardOpenOption.WRITE);
            }
            move(fresh, target);
            if (durably) {
                force(folder, StandardOpenOption.READ);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (var channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    /**
     * A small secret that the first process makes and every other reads: mode 0600, and whole from the moment that it is
     * there.
     *
     * @param make called where there is none yet; another process may be quicker, and its value is the one then
     */
    public String once(String name, Supplier<String> make) throws IOException {
        var there = read(name);
        if (there.isPresent()) {
            return there.get();
        }
        Files.createDirectories(path);
        var fresh = Files.createTempFile(path, "." + name, "");
        try {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.UTF_8.encode(make.get() + "\n"));
                channel.force(true);
            }
            link(file(name), fresh);
        } catch (FileAlreadyExistsException e) {
            // another process was quicker
        } finally {
            Files.deleteIfExists(fresh);
        }
        return read(name).orElseThrow(() -> new IOException(file(name) + " is empty"));
    }

    /** @throws FileAlreadyExistsException when it is there; nothing else makes a whole file appear for one process alone */
    private static void link(Path target, Path whole) throws IOException {
        try {
            Files.createLink(target, whole);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // a file system without links: two first starts at one moment are not told apart there
            Files.move(whole, target);
        }
    }

    /** The first line of a file, where it is there and not empty. */
    public Optional<String> read(String name) throws IOException {
        try {
            return Files.readString(file(name)).lines().findFirst().map(String::strip).filter(t -> !t.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Takes an owner's lock for this process; the system drops it when the process ends, however it ends.
     *
     * @throws StartFailed when another process holds it
     */
    public Lock lock(String owner) throws StartFailed {
        return tryLock(owner).orElseThrow(() -> new StartFailed(file(owner + ".lock")
                + " is held by another process: " + owner
                + " data belongs to one process at a time; stop that one, choose another folder with --data DIR,"
                + " or share data through PostgreSQL (DATABASE_URL)"));
    }

    /** As {@link #lock}, empty when another process holds it. @throws StartFailed when it cannot be locked at all */
    public Optional<Lock> tryLock(String owner) throws StartFailed {
        var file = file(owner + ".lock");
        try {
            Files.createDirectories(file.getParent());
            var known = path.toRealPath().resolve(owner + ".lock");
            if (!LOCKED.add(known)) {
                return Optional.empty();
            }
            var held = Optional.<Lock>empty();
            try {
                held = locked(file, known);
                return held;
            } finally {
                if (held.isEmpty()) {
                    LOCKED.remove(known);
                }
            }
        } catch (IOException e) {
            throw new StartFailed(file + " cannot be locked: " + reason(e), e);
        }
    }

    private static Optional<Lock> locked(Path file, Path known) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(() -> {
            if (channel.isOpen()) {
                channel.close();
                LOCKED.remove(known);
            }
        });
    }

    /** An owner's lock, held until closed. */
    @FunctionalInterface
    public interface Lock extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "there is a file of that name";
            case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
