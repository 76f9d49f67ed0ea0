package stoa.http.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a gateway tells a built-in service of a request: that an operator sent it. Signed (HMAC-SHA256) for that service
 * alone and for half a minute, so that one which leaks is of little use: {@code operator;<expires>;<signature>}.
 */
public final class Verdicts {
    /** Header of the request; the gateway lets none of a client's own pass. */
    public static final String HEADER = "X-Stoa-Verdict";

    private static final Duration LIFE = Duration.ofSeconds(30);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final String OPERATOR = "operator";
    private static final String NOBODY = "nobody;";

    private final Keys keys;
    private final InstantSource clock;
    private final Map<String, Signed> signed = new ConcurrentHashMap<>();

    private record Signed(String text, long until) {}

    public Verdicts(Keys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** For a request of an operator to this service; the same one for some seconds, since signing costs. */
    public String operator(String service) {
        var now = clock.millis();
        var last = signed.get(service);
        // the clock may have been set back meanwhile
        if (last == null || last.until < now || last.until - now > FRESH.toMillis()) {
            var expires = (now + LIFE.toMillis()) / 1000;
            var text = OPERATOR + ";" + expires + ";" + signature(service, expires);
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
        var parts = verdict.split(";", -1);
        if (parts.length != 3 || !parts[0].equals(OPERATOR) || !parts[1].matches("\\d{1,12}")) {
            return false;
        }
        var expires = Long.parseLong(parts[1]);
        var left = expires * 1000 - clock.millis();
        // the far end holds for clocks that differ
        return left > 0 && left <= 2 * LIFE.toMillis()
                && MessageDigest.isEqual(bytes(signature(service, expires)), bytes(parts[2]));
    }

    private String signature(String service, long expires) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(keys.signingKey(), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(mac.doFinal(bytes(OPERATOR + ";" + service + ";" + expires)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HmacSHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
