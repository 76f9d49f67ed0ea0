package stoa.http.access;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A person's session at the console: a signed statement that whoever brings it has shown the platform's token before,
 * {@code <expires>.<signature>} with the end in seconds since 1970. It is never the token, and worth nothing once the token
 * or the signing secret is another. Nothing is kept of it anywhere, so every gateway knows it and none can call it back.
 */
public final class Sessions {
    /** The cookie that carries it between browser and gateway; no instance sees this cookie. */
    public static final String COOKIE = "stoa-session";
    /** Header by which the gateway tells the console, and nobody else, which session a request brought. */
    public static final String HEADER = "X-Stoa-Session";
    /** From the sign-in on, whatever is done in it. */
    public static final Duration LIFE = Duration.ofHours(12);

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\.([A-Za-z0-9_-]{43})");
    /** For nodes whose clocks differ. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Keys keys;
    private final InstantSource clock;

    public Sessions(Keys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** A new session for whoever knows the token; empty for any other text. */
    public Optional<String> open(String token) {
        if (!keys.isToken(token)) {
            return Optional.empty();
        }
        var expires = clock.instant().plus(LIFE).getEpochSecond();
        return Optional.of(expires + "." + signature(expires, token));
    }

    /** When this session ends; empty where it is none of this platform's, or has ended. */
    public Optional<Instant> end(String session) {
        var parts = FORM.matcher(session);
        var token = keys.token();
        if (token.isEmpty() || !parts.matches()) {
            return Optional.empty();
        }
        var end = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
        var now = clock.instant();
        return end.isAfter(now) && !end.isAfter(now.plus(LIFE).plus(SLACK))
                && MessageDigest.isEqual(bytes(signature(end.getEpochSecond(), token.get())), bytes(parts.group(2)))
                        ? Optional.of(end)
                        : Optional.empty();
    }

    /** Begins in another word than a verdict's statement does, so that neither stands for the other. */
    private String signature(long expires, String token) {
        return keys.sign("session;" + expires + ";" + token);
    }

    /**
     * Why a request with a session does not count: a browser sends the cookie along with whatever asks, so the request must
     * show that a page of the gateway itself asks ({@code Origin}, or {@code Sec-Fetch-Site} where there is none).
     */
    public static Optional<Access.Refusal> refusal(Access.Claim claim) {
        var site = claim.header("Sec-Fetch-Site");
        var origin = claim.header("Origin");
        var own = origin.isPresent()
                ? isOf(origin.get(), claim.header("Host").orElse(""))
                        && site.orElse("same-origin").equals("same-origin")
                : site.filter("same-origin"::equals).isPresent();
        return own
                ? Optional.empty()
                : Optional.of(new Access.Refusal(true, origin.isEmpty() && site.isEmpty()
                        ? "a session counts for the console's own page alone: this request does not say which page sent it"
                        : "a session counts for the console's own page alone, and Host must be what the page was opened by"));
    }

    /** Whether an origin (RFC 6454) is the one that this Host names; a port that goes without saying may be said. */
    private static boolean isOf(String origin, String host) {
        try {
            var from = URI.create(origin.toLowerCase(Locale.ROOT));
            var usual = switch (String.valueOf(from.getScheme())) {
                case "http" -> ":80";
                case "https" -> ":443";
                default -> null;
            };
            var authority = from.getRawAuthority();
            if (usual == null || authority == null || !origin.equalsIgnoreCase(from.getScheme() + "://" + authority)) {
                return false;
            }
            var to = host.toLowerCase(Locale.ROOT);
            return Arrays.asList(authority, authority + usual).contains(to);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
