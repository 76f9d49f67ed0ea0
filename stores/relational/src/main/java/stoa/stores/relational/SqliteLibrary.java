package stoa.stores.relational;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library. Its driver unpacks it into the temporary folder at each start, compares it byte by byte, and
 * leaves it there after a kill; kept in a folder of the program, it is only loaded.
 */
public final class SqliteLibrary {
    /** The driver's own property: a folder where it looks first. Where nothing is found there, it unpacks as ever. */
    private static final String FOLDER = "org.sqlite.lib.path";

    private SqliteLibrary() {}

    /** Unpacks it once to where {@code org.sqlite.lib.path} says; nothing where that is not set. */
    public static void keep() throws IOException {
        var folder = System.getProperty(FOLDER);
        if (folder == null) {
            return;
        }
        var name = LibraryLoaderUtil.getNativeLibName();
        try (var library = SqliteLibrary.class
                .getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (library == null) {
                throw new IOException("SQLite's driver has no library for this system");
            }
            var whole = Files.createDirectories(Path.of(folder)).resolve(name + ".new");
            Files.copy(library, whole, StandardCopyOption.REPLACE_EXISTING);
            Files.move(whole, whole.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
