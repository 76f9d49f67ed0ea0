package stoa.gateway.forward;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.http.access.Access;
import stoa.http.access.Verdicts;

/**
 * Decides whose request it is, and what the instance learns of that: a built-in service gets a signed verdict, every
 * other nothing. The platform's token goes to no instance at all.
 */
public final class Gatekeeper {
    private static final byte[] NOTHING = {};

    private final Access access;
    private final Verdicts verdicts;
    private final Set<String> builtIn;

    /** @param builtIn names of the platform's own services */
    public Gatekeeper(Access access, Verdicts verdicts, Set<String> builtIn) {
        this.access = access;
        this.verdicts = verdicts;
        this.builtIn = Set.copyOf(builtIn);
    }

    /**
     * What becomes of a request's claims.
     *
     * @param dropsToken whether its Authorization is the platform's, and ends here
     * @param lines what is said to the instance
     */
    public record Standing(boolean dropsToken, byte[] lines) {
        static final Standing NOBODY = new Standing(false, NOTHING);
    }

    /** A request that only reads needs no verdict: reading is open. */
    public Standing of(Head head, String method, InetAddress client, String service) {
        var dropsToken = head.find(Field.AUTHORIZATION) >= 0 && carriesToken(head);
        if (Methods.isSafe(method) || !builtIn.contains(service)) {
            return dropsToken ? new Standing(true, NOTHING) : Standing.NOBODY;
        }
        var verdict = access.refusal(new HeadClaim(head, client)).map(Verdicts::nobody)
                .orElseGet(() -> verdicts.operator(service));
        return new Standing(dropsToken,
                (Verdicts.HEADER + ": " + verdict + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private boolean carriesToken(Head head) {
        for (var i = 0; i < head.count(); i++) {
            if (head.field(i) == Field.AUTHORIZATION && access.isToken(head.value(i))) {
                return true;
            }
        }
        return false;
    }

    /** A head as the rules of access want it; what is there twice is as bad as nothing. */
    private record HeadClaim(Head head, InetAddress client) implements Access.Claim {
        @Override
        public boolean isOld() {
            return head.isHttp10();
        }

        @Override
        public Optional<String> header(String name) {
            var wanted = name.toLowerCase(Locale.ROOT);
            String found = null;
            for (var i = 0; i < head.count(); i++) {
                if (head.nameEnd(i) - head.lineStart(i) == wanted.length()
                        && head.text(head.lineStart(i), head.nameEnd(i)).toLowerCase(Locale.ROOT).equals(wanted)) {
                    found = found == null ? head.value(i) : found + ", " + head.value(i);
                }
            }
            return Optional.ofNullable(found);
        }
    }
}
