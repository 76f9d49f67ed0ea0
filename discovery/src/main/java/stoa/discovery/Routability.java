package stoa.discovery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.discovery.CheckResult.Kind;

/** The one rule by which an instance's fourth fact, routable with its reason, follows from the other three. */
public final class Routability {
    /**
     * How long an answer took differs each time; a reason that names it would change, and be told, with each check. So it is
     * with how far it is to a threshold.
     */
    private static final Pattern PASSING = Pattern.compile(" in \\d+ ?(ms|s)$|, \\d+ of \\d+$");
    private static final int MOST_NAMED = 3;

    private Routability() {}

    /** @param reason in words that stay the same as long as the facts do */
    public record Verdict(boolean routable, String reason) {}

    /**
     * @param expires when the lease ends; null where there is none
     * @param unchecked whether an active check is configured and has not run yet
     */
    public static Verdict judge(Intent intent, @Nullable Instant expires, Instant now, List<CheckResult> checks,
            boolean unchecked) {
        if (intent != Intent.ENABLED) {
            return no(intent.name().toLowerCase(Locale.ROOT) + " by the operator's will");
        }
        if (expires != null && !now.isBefore(expires)) {
            return no(lapsed(expires, checks));
        }
        var failed = checks.stream().filter(c -> !c.ok() && c.kind() != Kind.HEARTBEAT)
                .sorted(Comparator.comparing(CheckResult::kind).thenComparing(CheckResult::by)).toList();
        if (!failed.isEmpty()) {
            return no(failures(failed));
        }
        if (unchecked) {
            return no("not checked yet");
        }
        if (has(checks, Kind.ACTIVE)) {
            return yes("check passed");
        }
        return yes(expires == null ? "no check configured" : "heartbeat current");
    }

    private static String lapsed(Instant expires, List<CheckResult> checks) {
        return checks.stream().filter(c -> c.kind() == Kind.HEARTBEAT).map(CheckResult::at)
                .max(Comparator.naturalOrder()).map(at -> "no heartbeat since " + at.truncatedTo(ChronoUnit.SECONDS))
                .orElseGet(() -> "lease ended at " + expires.truncatedTo(ChronoUnit.SECONDS));
    }

    /** The first failed check, and what gateways met with, with the names of those who did. */
    private static String failures(List<CheckResult> failed) {
        var words = new ArrayList<String>();
        failed.stream().filter(c -> c.kind() == Kind.ACTIVE).findFirst()
                .ifPresent(c -> words.add("check by " + c.by() + " failed: " + lasting(c)));
        var observers = new LinkedHashMap<String, List<String>>();
        failed.stream().filter(c -> c.kind() == Kind.PASSIVE)
                .forEach(c -> observers.computeIfAbsent(lasting(c), _ -> new ArrayList<>()).add(c.by()));
        observers.forEach((detail, by) -> words.add(detail + ", found by " + named(by)));
        return String.join("; ", words);
    }

    private static String lasting(CheckResult check) {
        return PASSING.matcher(check.detail()).replaceFirst("");
    }

    private static String named(List<String> observers) {
        return observers.size() <= MOST_NAMED
                ? String.join(", ", observers)
                : String.join(", ", observers.subList(0, MOST_NAMED)) + " and " + (observers.size() - MOST_NAMED)
                        + " more";
    }

    private static boolean has(List<CheckResult> checks, Kind kind) {
        return checks.stream().anyMatch(c -> c.kind() == kind);
    }

    private static Verdict yes(String reason) {
        return new Verdict(true, reason);
    }

    private static Verdict no(String reason) {
        return new Verdict(false, reason);
    }
}
