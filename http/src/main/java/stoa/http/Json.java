package stoa.http;

/**
 * JSON as the platform writes it: enums in lower case, times in RFC 3339, durations as {@code 15s}, absent values as
 * null, unknown fields ignored on reading.
 */
public final class Json {
    private Json() {}

    public static byte[] bytes(Object value) {
        throw new UnsupportedOperationException();
    }

    public static String text(Object value) {
        throw new UnsupportedOperationException();
    }

    /** @throws IllegalArgumentException when the text is not JSON or does not fit */
    public static <T> T read(byte[] json, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    public static <T> T read(String json, Class<T> type) {
        throw new UnsupportedOperationException();
    }
}
