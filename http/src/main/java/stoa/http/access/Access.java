package stoa.http.access;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides whether a request comes from an operator: by the platform's token; by a gateway's verdict; or, while the
 * platform listens on loopback alone, by coming from this machine without a detour. The last holds for no page of
 * another origin (DNS rebinding, cross-site requests): Host and Origin must be ours. A browser's {@link Sessions} are for
 * gateways alone to judge.
 */
public final class Access {
    private static final Pattern OURS = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");
    private static final List<String> DETOURS = List.of("forwarded", "x-forwarded-for", "x-forwarded-host",
            "x-forwarded-proto", "x-real-ip", "via");
    private static final Pattern BEARER = Pattern.compile("bearer +([^ \\t]+)", Pattern.CASE_INSENSITIVE);
    /** What no token has in it. */
    private static final Pattern NO_TOKEN = Pattern.compile("[^A-Za-z0-9._~+/=-]+");

    private final Keys keys;
    private final Verdicts verdicts;
    private final boolean trustLoopback;

    /** @param trustLoopback whether a client of this machine counts as an operator without a token */
    public Access(Keys keys, Verdicts verdicts, boolean trustLoopback) {
        this.keys = keys;
        this.verdicts = verdicts;
        this.trustLoopback = trustLoopback;
    }

    /** Of a service that runs by itself, such as in a test: whoever is on this machine is an operator. */
    public static Access ofThisMachine() {
        var keys = Keys.own();
        return new Access(keys, new Verdicts(keys, InstantSource.system()), true);
    }

    /** What has to be known of a request; header names in any case. */
    public interface Claim {
        Optional<String> header(String name);

        InetAddress client();

        /** HTTP/1.0: what proxies speak that say nothing else of themselves. */
        boolean isOld();
    }

    /** Why a request is not an operator's; {@code known} is whether it showed something that could have made it one. */
    public record Refusal(boolean known, String reason) {}

    /** @return empty for an operator */
    public Optional<Refusal> refusal(Claim claim, String service) {
        var verdict = claim.header(Verdicts.HEADER);
        if (verdict.isPresent()) {
            return verdicts.isOperator(verdict.get(), service)
                    ? Optional.empty()
                    : Verdicts.refusal(verdict.get())
                            .or(() -> Optional.of(new Refusal(true,
                                    "the gateway's verdict does not hold: have all nodes the same STOA_SECRET, and the same time?")));
        }
        return refusal(claim);
    }

    /** As the gateway sees a client, which cannot bring a verdict. */
    public Optional<Refusal> refusal(Claim claim) {
        var authorization = claim.header("Authorization");
        if (authorization.isPresent()) {
            return isToken(authorization.get())
                    ? Optional.empty()
                    : Optional.of(new Refusal(true, "the token is not this platform's"));
        }
        if (!trustLoopback || !claim.client().isLoopbackAddress()) {
            return Optional.of(new Refusal(false, "this needs the operator's token: Authorization: Bearer <token>"));
        }
        if (claim.isOld() || DETOURS.stream().anyMatch(name -> claim.header(name).isPresent())) {
            return Optional.of(new Refusal(false,
                    "a request that came through a proxy needs the operator's token: Authorization: Bearer <token>"));
        }
        return foreign(claim);
    }

    private static Optional<Refusal> foreign(Claim claim) {
        var host = claim.header("Host").orElse("").toLowerCase(Locale.ROOT);
        if (!OURS.matcher(host).matches()) {
            return Optional.of(new Refusal(true, "without a token, Host must be a name of this machine"));
        }
        var origin = claim.header("Origin");
        if (origin.isPresent() && !origin.get().toLowerCase(Locale.ROOT).matches("https?://" + Pattern.quote(host))) {
            return Optional.of(new Refusal(true, "without a token, no page of another origin may ask for this"));
        }
        var site = claim.header("Sec-Fetch-Site").orElse("none");
        if (!site.equals("none") && !site.equals("same-origin")) {
            return Optional.of(new Refusal(true, "without a token, no page of another origin may ask for this"));
        }
        return Optional.empty();
    }

    /**
     * Whether an operator has shown the token, or acts for the platform itself, rather than being trusted for coming from
     * this machine.
     */
    public boolean isProven(Claim claim, String service) {
        var verdict = claim.header(Verdicts.HEADER);
        return verdict.isPresent() ? verdicts.isProven(verdict.get(), service) : isProven(claim);
    }

    /** The same as the gateway sees it. */
    public boolean isProven(Claim claim) {
        return claim.header("Authorization").filter(this::isToken).isPresent();
    }

    /**
     * Whether a request has come by way of a gateway of this platform, or from the platform itself, so that what they stamp
     * on it is theirs. No right follows from it. Of requests that change something, only an operator's shows it.
     */
    public boolean isRelayed(Claim claim, String service) {
        return claim.header(Verdicts.HEADER).filter(verdict -> verdicts.isOurs(verdict, service)).isPresent();
    }

    /** Whether this value of Authorization is the platform's token (RFC 9110, section 11.4), in constant time. */
    private boolean isToken(String authorization) {
        var bearer = BEARER.matcher(authorization);
        return bearer.matches() && keys.isToken(bearer.group(1));
    }

    /** Whether the platform's token is anywhere in this value of Authorization, however it is put. */
    public boolean carriesToken(String authorization) {
        return Stream.of(NO_TOKEN.split(authorization)).anyMatch(keys::isToken);
    }
}
