package stoa.catalog.store;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.Json;

/** What a check asks for beyond path and pace, as its column holds it: JSON. */
record CheckTerms(String status, @Nullable String contains, Map<String, String> headers, Map<String, String> expect,
        int unhealthyAfter, int healthyAfter) {
    private static final CheckTerms PLAIN = new CheckTerms(CheckRecord.WELL, null, Map.of(), Map.of(), 1, 1);

    static CheckTerms of(CheckRecord check) {
        return new CheckTerms(check.status(), check.contains(), check.headers(), check.expect(),
                check.unhealthyAfter(), check.healthyAfter());
    }

    /** @param column null in a row from before there was this column */
    static CheckTerms read(@Nullable String column) {
        return column == null ? PLAIN : Json.read(column, CheckTerms.class);
    }

    CheckRecord with(@Nullable String http, boolean tcp, Duration interval, Duration timeout) {
        return new CheckRecord(http, tcp, interval, timeout, status, contains, headers, expect, unhealthyAfter,
                healthyAfter);
    }
}
