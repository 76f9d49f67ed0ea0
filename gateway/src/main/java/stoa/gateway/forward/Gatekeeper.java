package stoa.gateway.forward;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.http.access.Access;
import stoa.http.access.Sessions;
import stoa.http.access.TrustedProxies;
import stoa.http.access.Verdicts;

/**
 * Decides whose request it is, and what the instance learns of that: the platform's own instance of a built-in service gets a
 * signed verdict, every other nothing. The platform's token and the console's session go to no instance at all, but for
 * the console, which is told the session in a header of its own.
 */
public final class Gatekeeper {
    private static final byte[] NOTHING = {};
    private static final String CONSOLE = "console";

    private final Access access;
    private final Verdicts verdicts;
    private final Sessions sessions;
    private final Set<String> builtIn;
    private final TrustedProxies proxies;
    private final Map<String, Relayed> relayed = new ConcurrentHashMap<>();

    /** What is said of each request that only reads, for as long as its verdict is said. */
    private record Relayed(String verdict, Standing standing) {}

    /**
     * @param builtIn names of the platform's own services; seen as it is when a request comes
     * @param proxies in front of the gateway, who say whom they speak for
     */
    public Gatekeeper(Access access, Verdicts verdicts, Sessions sessions, Set<String> builtIn,
            TrustedProxies proxies) {
        this.access = access;
        this.verdicts = verdicts;
        this.sessions = sessions;
        this.builtIn = builtIn;
        this.proxies = proxies;
    }

    /** Whether the other end of a connection is a proxy that is believed. */
    public boolean trusts(Caller peer) {
        return !proxies.isEmpty() && proxies.contains(peer.address());
    }

    /** Who asks by way of a proxy that is {@linkplain #trusts trusted}. */
    public Caller caller(Head head, Caller proxy) {
        return Proxied.caller(head, proxy, proxies);
    }

    /**
     * What becomes of a request's claims.
     *
     * @param dropsToken whether its Authorization holds the platform's token, and ends here
     * @param dropsCookies whether its cookies end here, {@code lines} having those that go on
     * @param lines what is said to any instance in their place
     * @param claims what is said to instances of the platform's own alone
     */
    public record Standing(boolean dropsToken, boolean dropsCookies, byte[] lines, byte[] claims) {
        static final Standing NOBODY = new Standing(false, false, NOTHING, NOTHING);
    }

    /** A request that only reads needs no right: reading is open, and its verdict tells no more than who relayed it. */
    public Standing of(Head head, String method, Caller client, String service) {
        var dropsToken = head.find(Field.AUTHORIZATION) >= 0 && carriesToken(head);
        var cookies = Cookies.of(head);
        var isBuiltIn = builtIn.contains(service);
        if (!dropsToken && !cookies.isChanged() && (!isBuiltIn || Methods.isSafe(method))) {
            return isBuiltIn ? relayed(service) : Standing.NOBODY;
        }
        return new Standing(dropsToken, cookies.isChanged(), bytes(cookies.line()),
                isBuiltIn ? bytes(claims(head, method, client, service, cookies)) : NOTHING);
    }

    private Standing relayed(String service) {
        var verdict = verdicts.relayed(service);
        var last = relayed.get(service);
        if (last == null || !last.verdict.equals(verdict)) {
            last = new Relayed(verdict, new Standing(false, false, NOTHING, bytes(line(verdict))));
            relayed.put(service, last);
        }
        return last.standing;
    }

    private static String line(String verdict) {
        return Verdicts.HEADER + ": " + verdict + "\r\n";
    }

    private String claims(Head head, String method, Caller client, String service, Cookies cookies) {
        var session = cookies.sessions().stream().filter(s -> sessions.end(s).isPresent()).findFirst();
        var told = session.filter(_ -> service.equals(CONSOLE)).map(s -> Sessions.HEADER + ": " + s + "\r\n");
        var verdict = Methods.isSafe(method)
                ? verdicts.relayed(service)
                : verdict(new HeadClaim(head, client), session, service);
        return told.orElse("") + line(verdict);
    }

    private String verdict(HeadClaim claim, Optional<String> session, String service) {
        // whoever says who they are by themselves is judged by that
        var bySession = session.isPresent() && claim.header("Authorization").isEmpty();
        var refusal = bySession ? Sessions.refusal(claim) : access.refusal(claim);
        return refusal.map(Verdicts::nobody).orElseGet(() -> bySession || access.isProven(claim)
                ? verdicts.operator(service)
                : verdicts.local(service));
    }

    private boolean carriesToken(Head head) {
        for (var i = 0; i < head.count(); i++) {
            if (head.field(i) == Field.AUTHORIZATION && access.carriesToken(head.value(i))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(String text) {
        return text.isEmpty() ? NOTHING : text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
