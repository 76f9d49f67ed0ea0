package stoa.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer that is an error: RFC 9457 problem details. Thrown by handlers, written by the shell with the trace id. */
public final class Problem extends RuntimeException {
    private final int status;
    private final String title;
    private final List<FieldError> errors;
    private final Map<String, String> headers = new LinkedHashMap<>();

    /** One field of what was sent and what is wrong with it. */
    public record FieldError(String field, String detail) {}

    /** @param detail in words for the client, naming what is wrong */
    public Problem(int status, String detail) {
        this(status, detail, List.of());
    }

    public Problem(int status, String detail, List<FieldError> errors) {
        super(detail, null, false, false);
        this.status = status;
        this.title = Status.reason(status);
        this.errors = List.copyOf(errors);
    }

    /** 422 for one field. */
    public static Problem invalid(String field, String detail) {
        return new Problem(422, field + " " + detail, List.of(new FieldError(field, detail)));
    }

    public Problem with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    /**
     * The answer that tells it: problem details for programs, a page for people.
     *
     * @param accept the values of the request's {@code Accept} headers
     */
    public Reply toReply(Call call, List<String> accept) {
        return ProblemReply.of(this, call, AcceptHeader.of(accept));
    }
}
