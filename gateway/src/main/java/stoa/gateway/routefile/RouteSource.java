package stoa.gateway.routefile;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The routes file: the one that the settings name, or {@code routes.yaml} of the working folder, where there is one.
 *
 * @param required whether it has to be there
 */
public record RouteSource(Path path, boolean required) {
    private static final Path USUAL = Path.of("routes.yaml");

    public static RouteSource of(Optional<Path> named) {
        return new RouteSource(named.orElse(USUAL).toAbsolutePath(), named.isPresent());
    }

    /** Its text; empty where there is no file and there need not be one. @throws IllegalArgumentException in words */
    Optional<String> read() {
        try {
            if (Files.size(path) > RouteReader.LONGEST) {
                throw new IllegalArgumentException(path + " is larger than " + RouteReader.LONGEST + " bytes");
            }
            return Optional.of(Files.readString(path));
        } catch (NoSuchFileException e) {
            if (required) {
                throw new IllegalArgumentException(path + " is not there", e);
            }
            return Optional.empty();
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(path + " is not UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What a text says as this file or an earlier version of it; folders are relative to where the file is. */
    RouteReader.Read routes(String text) {
        var parent = path.getParent();
        return RouteReader.file(text, parent == null ? path : parent);
    }
}
