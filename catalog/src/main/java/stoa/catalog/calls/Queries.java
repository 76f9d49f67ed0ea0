package stoa.catalog.calls;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import stoa.catalog.calls.store.CallLog.Filter;
import stoa.catalog.calls.store.CallLog.Place;
import stoa.catalog.calls.store.CallLog.Statuses;
import stoa.catalog.calls.store.CallStats;
import stoa.discovery.CallReport;
import stoa.discovery.ServiceNames;
import stoa.http.Problem;
import stoa.http.Request;
import stoa.runtime.Values;

/** What clients ask of the log and the statistics; whatever cannot be meant is 422 and names the parameter. */
final class Queries {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");
    private static final Pattern CLASS = Pattern.compile("[1-5]xx");
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private Queries() {}

    /** @param names a service's name by its number, the same text where there is no such service */
    static Filter filter(Request request, Function<String, String> names) {
        var since = read(request, "since", Report::time);
        var until = read(request, "until", Report::time);
        if (since.isPresent() && until.isPresent() && until.get().isBefore(since.get())) {
            throw Problem.invalid("until", "must not be before since");
        }
        return new Filter(service(request, names), read(request, "instance", ServiceNames::instance),
                read(request, "method", Report::method),
                read(request, "path", text -> Report.path(text, CallReport.LONGEST_PATH)),
                read(request, "status", Queries::statuses),
                read(request, "minDuration", text -> within(text, Duration.ZERO, LONGEST)),
                since, until, read(request, "traceId", Report::traceId), read(request, "why", Report::why));
    }

    static Optional<String> service(Request request, Function<String, String> names) {
        return read(request, "service",
                text -> names.apply(NUMBER.matcher(text).matches() ? text : ServiceNames.service(text)));
    }

    /** {@code ?window=}, 10 s to an hour, five minutes by default. */
    static Duration window(Request request) {
        return read(request, "window", text -> within(text, CallStats.STEP, CallStats.KEPT)).orElse(WINDOW);
    }

    private static Duration within(String text, Duration least, Duration most) {
        var duration = Values.duration(text);
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException("must be from " + Values.text(least) + " to " + Values.text(most));
        }
        return duration;
    }

    static Optional<Place> cursor(Request request) {
        return read(request, "cursor", Queries::place);
    }

    static String cursor(Place last) {
        var place = last.millis() + " " + last.sequence();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.US_ASCII));
    }

    private static Place place(String cursor) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split(" ", -1);
            if (parts.length == 2) {
                return new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            }
        } catch (IllegalArgumentException e) {
            // answered below, as any other text
        }
        throw new IllegalArgumentException("is not one that a list has answered as next");
    }

    private static Statuses statuses(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (STATUS.matcher(lower).matches()) {
            return new Statuses(Integer.parseInt(lower), Integer.parseInt(lower));
        }
        if (CLASS.matcher(lower).matches()) {
            var least = 100 * Character.digit(lower.charAt(0), 10);
            return new Statuses(least, least + 99);
        }
        throw new IllegalArgumentException("must be a status such as 404, or a class such as 5xx");
    }

    private static <T> Optional<T> read(Request request, String name, Function<String, T> reader) {
        return request.query(name).map(text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw Problem.invalid(name, String.valueOf(e.getMessage()));
            }
        });
    }
}
