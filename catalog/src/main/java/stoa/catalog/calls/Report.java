package stoa.catalog.calls;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import stoa.catalog.calls.store.CallStats.Count;
import stoa.catalog.calls.store.Micros;
import stoa.catalog.calls.store.ReportId;
import stoa.discovery.CallReport;
import stoa.discovery.CallReport.Call;
import stoa.discovery.CallReport.Why;
import stoa.discovery.ServiceNames;
import stoa.http.Fields;
import stoa.http.Problem;

/** A gateway's report as it was read and found valid. */
record Report(ReportId id, Instant at, long relayed, long leftOut, List<Call> calls, List<Count> counts) {
    /** Clocks may differ by so much; what is later would stay the newest for long. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    private static final long MOST = 1L << 53;
    private static final Pattern METHOD = Pattern.compile("[!-~…]{1," + CallReport.LONGEST_METHOD + "}");
    private static final Pattern PATH = Pattern.compile("/[\\P{Cntrl}&&[^\\p{Zl}\\p{Zp}]]*");
    private static final Pattern ENDPOINT = Pattern.compile("[A-Z]{1,16} " + PATH);
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");

    /** @throws Problem 422 naming every bad field */
    static Report read(Fields body, Instant now) {
        var latest = now.plus(CLOCKS_DIFFER);
        var gateway = required(body, "gateway", ServiceNames::instance);
        var started = time(body, "started", latest);
        var number = body.integer("number", 0, 1, Integer.MAX_VALUE);
        if (number == 0) {
            body.reject("number", "must be there");
        }
        var at = time(body, "at", latest);
        var relayed = body.number("relayed", 0, 0, MOST);
        var leftOut = body.number("leftOut", 0, 0, MOST);
        var calls = objects(body, "calls", CallReport.MOST_CALLS).stream().map(c -> call(c, latest)).toList();
        var counts = objects(body, "tallies", CallReport.MOST_TALLIES).stream().map(t -> count(t, latest)).toList();
        body.verify();
        return new Report(new ReportId(gateway + "/" + started.toEpochMilli(), number), at, relayed, leftOut, calls,
                counts);
    }

    private static List<Fields> objects(Fields body, String field, int most) {
        var found = body.objects(field);
        if (found.size() > most) {
            body.reject(field, "must be at most " + most);
            body.verify();
        }
        return found;
    }

    private static Call call(Fields in, Instant latest) {
        return new Call(time(in, "at", latest), optional(in, "service", ServiceNames::service),
                optional(in, "instance", ServiceNames::instance), required(in, "method", Report::method),
                required(in, "path", text -> path(text, CallReport.LONGEST_PATH)), status(in),
                in.number("micros", 0, 0, MOST), optional(in, "traceId", Report::traceId), why(in));
    }

    private static Why why(Fields in) {
        return in.text("why").isEmpty() ? Why.SAMPLE : in.parsed("why", Report::why).orElse(Why.SAMPLE);
    }

    /** @throws IllegalArgumentException saying what is expected */
    static Why why(String text) {
        return switch (text) {
            case "call" -> Why.CALL;
            case "failure" -> Why.FAILURE;
            case "sample" -> Why.SAMPLE;
            default -> throw new IllegalArgumentException("must be call, failure or sample");
        };
    }

    private static int status(Fields in) {
        var status = in.integer("status", 0, 100, 599);
        if (status == 0) {
            in.reject("status", "must be a whole number from 100 to 599");
        }
        return status;
    }

    private static Count count(Fields in, Instant latest) {
        var at = time(in, "at", latest);
        var service = required(in, "service", ServiceNames::service);
        var endpoint = required(in, "endpoint", Report::endpoint);
        var calls = in.integer("calls", 0, 1, Integer.MAX_VALUE);
        var errors = in.integer("errors", 0, 0, Integer.MAX_VALUE);
        var micros = in.text("micros").isEmpty()
                ? Micros.none()
                : in.parsed("micros", Micros::read).orElseGet(Micros::none);
        if (calls != micros.getTotalCount() || calls == 0) {
            in.reject("calls", "must be as many as micros tell");
        }
        if (errors > calls) {
            in.reject("errors", "must not be more than calls");
        }
        return new Count(at, service, endpoint, errors, micros);
    }

    private static String required(Fields in, String field, UnaryOperator<String> rule) {
        return in.text(field).isEmpty() ? "" : in.parsed(field, rule).orElse("");
    }

    private static String optional(Fields in, String field, UnaryOperator<String> rule) {
        return in.parsed(field, text -> text.isEmpty() ? "" : rule.apply(text)).orElse("");
    }

    private static Instant time(Fields in, String field, Instant latest) {
        return in.text(field).isEmpty()
                ? Instant.EPOCH
                : in.parsed(field, text -> parsed(text, latest)).orElse(Instant.EPOCH);
    }

    private static Instant parsed(String text, Instant latest) {
        var at = time(text);
        if (at.isAfter(latest)) {
            throw new IllegalArgumentException("must not be in the future: the clocks here and there differ by more"
                    + " than " + CLOCKS_DIFFER.toMinutes() + " minutes");
        }
        return at;
    }

    /** RFC 3339, to the millisecond. @throws IllegalArgumentException saying what is expected */
    static Instant time(String text) {
        try {
            return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("must be a time such as 2026-01-31T23:59:59Z", e);
        }
    }

    /** @throws IllegalArgumentException saying what is expected */
    static String method(String text) {
        return matching(METHOD, text, "must be a request's method");
    }

    /** @throws IllegalArgumentException saying what is expected */
    static String path(String text, int longest) {
        if (text.length() > longest) {
            throw new IllegalArgumentException("must be at most " + longest + " characters");
        }
        return matching(PATH, text, "must be a path that begins with a slash");
    }

    /** @throws IllegalArgumentException saying what is expected */
    static String traceId(String text) {
        return matching(TRACE, text, "must be 32 lower-case hex digits");
    }

    private static String endpoint(String text) {
        if (text.length() > CallReport.LONGEST_PATH) {
            throw new IllegalArgumentException("must be at most " + CallReport.LONGEST_PATH + " characters");
        }
        return text.equals(CallReport.OTHER)
                ? text
                : matching(ENDPOINT, text, "must be a method and a path, or " + CallReport.OTHER);
    }

    private static String matching(Pattern pattern, String text, String otherwise) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(otherwise);
        }
        return text;
    }
}
