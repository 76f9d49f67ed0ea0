package stoa.gateway.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Which file of a folder the rest of a path means. */
final class FilePath {
    private static final String INDEX = "index.html";

    private FilePath() {}

    /**
     * Relative, without a way upwards; empty for what cannot name a file that may be seen. Names that begin with a dot are
     * hidden, and an escaped slash is no border.
     *
     * @param rest empty, or beginning with a slash
     */
    static Optional<Path> of(String rest) {
        var path = Path.of("");
        var names = rest.isEmpty() ? new String[0] : rest.substring(1).split("/", -1);
        try {
            for (var i = 0; i < names.length; i++) {
                if (names[i].isEmpty() && i == names.length - 1) {
                    return Optional.of(path.resolve(INDEX));
                }
                var name = decoded(names[i]);
                if (!isPlain(name)) {
                    return Optional.empty();
                }
                path = path.resolve(name);
            }
        } catch (CharacterCodingException | InvalidPathException e) {
            return Optional.empty();
        }
        return Optional.of(path);
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty() && !name.startsWith(".")
                && name.chars().allMatch(c -> c >= ' ' && c != 127 && c != '/' && c != '\\');
    }

    /** Whether each of its names may be seen. */
    static boolean isShown(Path relative) {
        for (var name : relative) {
            if (name.toString().startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    private static String decoded(String name) throws CharacterCodingException {
        var bytes = new byte[name.length()];
        var n = 0;
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            if (c == '%') {
                var value = i + 2 < name.length()
                        ? Character.digit(name.charAt(i + 1), 16) << 4 | Character.digit(name.charAt(i + 2), 16)
                        : -1;
                if (value < 0) {
                    throw new CharacterCodingException();
                }
                bytes[n++] = (byte) value;
                i += 2;
            } else {
                bytes[n++] = (byte) c;
            }
        }
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, n)).toString();
    }
}
