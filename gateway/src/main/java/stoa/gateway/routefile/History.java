package stoa.gateway.routefile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import stoa.http.Json;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** The texts that one gateway has applied, in a file of the data folder; the last ones alone. */
final class History {
    private static final int MOST = 10;

    private final DataFolder data;
    private final String file;

    /**
     * A text that was applied.
     *
     * @param version counts up, also over rollbacks
     * @param how {@code start}, {@code reload} or {@code rollback to 3}
     * @param by who asked for it
     * @param changes the diff to the version before, in short
     */
    record Version(int version, Instant at, String how, String by, int routes, String changes, String text) {}

    /**
     * All that is kept.
     *
     * @param pinned whether the last one was rolled back to: then it holds until the next reload, whatever the file says
     * @param versions the oldest first; the last one is in force
     */
    record Kept(boolean pinned, List<Version> versions) {
        static final Kept NOTHING = new Kept(false, List.of());

        Kept and(boolean isPinned, Version next) {
            var more = new ArrayList<>(versions);
            more.add(next);
            return new Kept(isPinned, List.copyOf(more.subList(Math.max(0, more.size() - MOST), more.size())));
        }

        int next() {
            return versions.isEmpty() ? 1 : versions.getLast().version() + 1;
        }
    }

    /** @param instance the gateway's instance id */
    History(DataFolder data, String instance) {
        this.data = data;
        this.file = "routes/" + instance + ".json";
    }

    /** @throws StartFailed when it cannot be read: a rollback that was forgotten would bring back what it had undone */
    Kept read() throws StartFailed {
        try {
            return Json.read(Files.readString(data.file(file)), Kept.class);
        } catch (NoSuchFileException e) {
            return Kept.NOTHING;
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailed("the routes applied before, in " + data.file(file) + ", cannot be read: "
                    + e.getMessage() + "; remove that file to begin with the routes file", e);
        }
    }

    /** Returns when it outlasts the machine's going down. */
    void write(Kept kept) throws IOException {
        data.writeDurably(file, Json.text(kept));
    }
}
