package stoa.stores.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script, which Redis runs as one step. Sent as a digest wherever the server knows it already.
 *
 * @param digest SHA-1 of the text in hex digits
 */
public record Script(String text, String digest) {

    public static Script of(String text) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(text, HexFormat.of().formatHex(sha1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads it from a file that stands beside a class. */
    public static Script beside(Class<?> owner, String file) {
        try (var in = owner.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(file + " is not beside " + owner.getName());
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Command with(List<String> keys, List<String> arguments) {
        return new Command.Scripted(this, keys, arguments);
    }

    @Override
    public String toString() {
        return "script " + digest;
    }
}
