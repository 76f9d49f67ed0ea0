package stoa.catalog;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import stoa.catalog.check.Statuses;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.Fields;

/** The check of a registration, read and held to its rules. */
final class CheckInput {
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]{0,511}");
    /** RFC 9110, section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("(?:[!-~](?:[ -~]{0,510}[!-~])?)?");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cc}]{1,256}");
    private static final int MOST_HEADERS = 16;
    private static final int MOST_TRIES = 10;
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** Those that frame a message or belong to its connection; with Host, an instance is asked as by the gateway. */
    private static final Set<String> OURS = Set.of("host", "connection", "keep-alive", "proxy-connection", "te",
            "trailer", "transfer-encoding", "upgrade", "content-length", "expect");

    private CheckInput() {}

    static CheckRecord read(Fields check) {
        var http = check.parsed("http", CheckInput::path);
        var tcp = check.flag("tcp", false);
        if (http.isPresent() && tcp) {
            check.reject("http", "and tcp cannot both be asked for");
        } else if (!tcp && check.optionalText("http").isEmpty()) {
            check.reject("http", "must be there, or tcp must be true");
        }
        var interval = check.duration("interval", Duration.ofMillis(100), Duration.ofMinutes(10)).orElse(INTERVAL);
        var timeout = check.duration("timeout", Duration.ofMillis(50), Duration.ofMinutes(1)).orElse(TIMEOUT);
        var status = check.parsed("status", Statuses::parse).map(Statuses::toString).orElse(CheckRecord.WELL);
        var contains = check.parsed("contains", CheckInput::text).orElse(null);
        var headers = headers(check, "headers");
        var expect = headers(check, "expect");
        forHttpOnly(check, tcp, "status", !status.equals(CheckRecord.WELL));
        forHttpOnly(check, tcp, "contains", contains != null);
        forHttpOnly(check, tcp, "headers", !headers.isEmpty());
        forHttpOnly(check, tcp, "expect", !expect.isEmpty());
        headers.keySet().stream().filter(name -> OURS.contains(name.toLowerCase(Locale.ROOT))).forEach(
                name -> check.reject("headers", "must not hold " + name + ": it is the catalog's to say"));
        return new CheckRecord(tcp ? null : http.orElse(null), tcp, interval, timeout, status, contains, headers,
                expect,
                check.integer("unhealthyAfter", 1, 1, MOST_TRIES), check.integer("healthyAfter", 1, 1, MOST_TRIES));
    }

    private static void forHttpOnly(Fields check, boolean tcp, String field, boolean there) {
        if (tcp && there) {
            check.reject(field, "is for http alone, not for tcp");
        }
    }

    private static Map<String, String> headers(Fields check, String field) {
        var headers = check.textsByName(field);
        var names = new HashSet<String>();
        if (headers.size() > MOST_HEADERS) {
            check.reject(field, "must be at most " + MOST_HEADERS);
        } else if (!headers.keySet().stream().allMatch(name -> TOKEN.matcher(name).matches())) {
            check.reject(field, "must have names of 1 to 64 letters, digits and hyphens");
        } else if (!headers.values().stream().allMatch(value -> VALUE.matcher(value).matches())) {
            check.reject(field, "must have values of up to 512 printable ASCII characters, without spaces around them");
        } else if (!headers.keySet().stream().allMatch(name -> names.add(name.toLowerCase(Locale.ROOT)))) {
            check.reject(field, "must not hold one name twice");
        }
        return headers;
    }

    private static String path(String text) {
        if (!PATH.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a path of at most 512 characters that begins with a slash");
        }
        return text;
    }

    private static String text(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("must be 1 to 256 characters, without control characters");
        }
        return text;
    }
}
