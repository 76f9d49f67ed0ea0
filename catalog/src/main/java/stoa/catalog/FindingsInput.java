package stoa.catalog;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import stoa.discovery.FindingsReport;
import stoa.discovery.FindingsReport.Found;
import stoa.discovery.ServiceNames;
import stoa.http.Fields;
import stoa.http.Problem;

/** A gateway's findings, read and held to their rules. */
final class FindingsInput {
    private static final URI NOWHERE = URI.create("http://localhost");
    private static final Pattern DETAIL = Pattern
            .compile("[\\P{C}&&[^\\p{Zl}\\p{Zp}]]{1," + FindingsReport.LONGEST_DETAIL + "}");

    private FindingsInput() {}

    /** @throws Problem 422 naming every bad field */
    static FindingsReport read(Fields body, Instant now) {
        var by = required(body, "by", ServiceNames::instance);
        var findings = body.objects("findings");
        if (findings.size() > FindingsReport.MOST) {
            body.reject("findings", "must be at most " + FindingsReport.MOST);
            body.verify();
        }
        var found = findings.stream().map(f -> found(f, now.truncatedTo(ChronoUnit.MILLIS))).toList();
        body.verify();
        return new FindingsReport(by, found);
    }

    private static Found found(Fields in, Instant now) {
        var service = required(in, "service", ServiceNames::service);
        var instance = required(in, "instance", ServiceNames::instance);
        var url = in.text("url").isEmpty() ? NOWHERE : in.url("url").orElse(NOWHERE);
        var ok = in.flag("ok", false);
        var detail = required(in, "detail", FindingsInput::detail);
        var at = in.parsed("at", FindingsInput::time).orElse(now);
        // where the clocks differ, nothing is shown as found later than now
        return new Found(service, instance, url, ok, detail, at.isAfter(now) ? now : at);
    }

    private static String required(Fields in, String field, UnaryOperator<String> rule) {
        return in.text(field).isEmpty() ? "" : in.parsed(field, rule).orElse("");
    }

    private static String detail(String text) {
        if (!DETAIL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be 1 to " + FindingsReport.LONGEST_DETAIL + " printable characters");
        }
        return text;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a time such as 2026-01-31T23:59:59Z", e);
        }
    }
}
