package stoa.http.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a gateway tells a built-in service of a request: that an operator sent it, or no more than that it came by way of a
 * gateway of this platform. Signed (HMAC-SHA256) for that service alone and for half a minute, so that one which leaks is
 * of little use: {@code <kind>;<expires>;<signature>}. The kind is {@code operator} for one who has shown the token, {@code
 * local} for one who is trusted for being on this machine, {@code relayed} where nothing is said of who asks.
 */
public final class Verdicts {
    /** Header of the request; the gateway lets none of a client's own pass. */
    public static final String HEADER = "X-Stoa-Verdict";

    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final String OPERATOR = "operator";
    private static final String LOCAL = "local";
    private static final String RELAYED = "relayed";
    private static final Set<String> KINDS = Set.of(OPERATOR, LOCAL, RELAYED);
    private static final String NOBODY = "nobody;";

    private final Keys keys;
    private final InstantSource clock;
    private final Map<String, Signed> operators = new ConcurrentHashMap<>();
    private final Map<String, Signed> locals = new ConcurrentHashMap<>();
    private final Map<String, Signed> relayed = new ConcurrentHashMap<>();
    /** The last one of each service that was found to hold. */
    private final Map<String, Signed> verified = new ConcurrentHashMap<>();

    private record Signed(String text, long until) {}

    public Verdicts(Keys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** For a request of an operator who has shown the token, or of the platform itself, to this service. */
    public String operator(String service) {
        return of(operators, OPERATOR, service);
    }

    /** For a request of a client of this machine that showed nothing. */
    public String local(String service) {
        return of(locals, LOCAL, service);
    }

    /** For a request that only reads, which anybody may do: it gives no right. */
    public String relayed(String service) {
        return of(relayed, RELAYED, service);
    }

    /** The same one for some seconds, since signing costs. */
    private String of(Map<String, Signed> signed, String kind, String service) {
        var now = clock.millis();
        var last = signed.get(service);
        // the clock may have been set back meanwhile
        if (last == null || last.until < now || last.until - now > FRESH.toMillis()) {
            var expires = (now + LIFE.toMillis()) / 1000;
            var text = kind + ";" + expires + ";" + signature(kind, service, expires);
            last = new Signed(text, now + FRESH.toMillis());
            signed.put(service, last);
        }
        return last.text;
    }

    /** For a request of nobody in particular: {@code nobody;<why>}. Unsigned, since it gives no right. */
    public static String nobody(Access.Refusal refusal) {
        return NOBODY + (refusal.known() ? "1;" : "0;") + refusal.reason();
    }

    /** What {@link #nobody} said. */
    static Optional<Access.Refusal> refusal(String verdict) {
        return verdict.startsWith(NOBODY) && verdict.length() > NOBODY.length() + 2
                ? Optional.of(new Access.Refusal(verdict.charAt(NOBODY.length()) == '1',
                        verdict.substring(NOBODY.length() + 2)))
                : Optional.empty();
    }

    /** Whether this is a verdict of an operator for this service, signed by this platform and not too old. */
    boolean isOperator(String verdict, String service) {
        return holds(OPERATOR, verdict, service) || holds(LOCAL, verdict, service);
    }

    /** The same of one who has shown the token. */
    boolean isProven(String verdict, String service) {
        return holds(OPERATOR, verdict, service);
    }

    /** Whether a gateway of this platform, or the platform itself, has sent the request, whatever right it has. */
    boolean isOurs(String verdict, String service) {
        var now = clock.millis();
        var last = verified.get(service);
        // the clock may have been set back meanwhile
        if (last != null && last.until > now && last.until - now <= FRESH.toMillis()
                && MessageDigest.isEqual(bytes(last.text), bytes(verdict))) {
            return true;
        }
        var kind = verdict.substring(0, Math.max(0, verdict.indexOf(';')));
        var ours = KINDS.contains(kind) && holds(kind, verdict, service);
        if (ours) {
            verified.put(service, new Signed(verdict, Math.min(now + FRESH.toMillis(), expiry(verdict))));
        }
        return ours;
    }

    private static long expiry(String verdict) {
        return Long.parseLong(verdict.split(";", -1)[1]) * 1000;
    }

    private boolean holds(String kind, String verdict, String service) {
        var parts = verdict.split(";", -1);
        if (parts.length != 3 || !parts[0].equals(kind) || !parts[1].matches("\\d{1,12}")) {
            return false;
        }
        var expires = Long.parseLong(parts[1]);
        var left = expires * 1000 - clock.millis();
        // the far end holds for clocks that differ
        return left > 0 && left <= 2 * LIFE.toMillis()
                && MessageDigest.isEqual(bytes(signature(kind, service, expires)), bytes(parts[2]));
    }

    private String signature(String kind, String service, long expires) {
        return keys.sign(kind + ";" + service + ";" + expires);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
