package stoa.http;

import java.util.List;
import java.util.Optional;

/** One request as a handler sees it. */
public interface Request {
    String method();

    /** The decoded path, without the query. */
    String path();

    /** The decoded value of a path parameter, {@code count} of {@code /names/{count}}. */
    String parameter(String name);

    Optional<String> query(String name);

    List<String> queries(String name);

    Optional<String> header(String name);

    /** The values of a header that may come several times, one for each line. */
    List<String> headers(String name);

    /** Whether the client takes this media type; the order of its preferences is {@link #prefers}. */
    boolean accepts(String mediaType);

    /** The best of the offered media types by the client's Accept header; the first where it has none or any will do. */
    String prefers(String... mediaTypes);

    /** The whole body. @throws Problem 413 over the service's limit */
    byte[] body();

    /** The JSON object of the body. @throws Problem 415 for another type, 400 for what is not a JSON object */
    Fields fields();

    /** A whole number from the query. @throws Problem 422 naming it, outside {@code least} to {@code most} */
    int integer(String query, int otherwise, int least, int most);

    /** {@code ?limit=}, 1 to 200, 50 by default. @throws Problem 422 */
    default int limit() {
        return integer("limit", 50, 1, 200);
    }

    /**
     * Of a request for operators alone: whether its operator has shown the platform's token or is the platform itself, rather
     * than being trusted for coming from this machine. False for every other request.
     */
    boolean isProven();

    /**
     * Of a request that only reads: whether it came by way of a gateway of this platform, so that its request id is the
     * gateway's own and not of a client's choice. No right follows from it.
     */
    boolean isRelayed();

    /** Request id, trace and deadline. */
    Call call();
}
