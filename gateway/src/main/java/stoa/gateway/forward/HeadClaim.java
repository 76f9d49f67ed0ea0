package stoa.gateway.forward;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import stoa.gateway.http1.Head;
import stoa.http.access.Access;

/** A head as the rules of access want it; what is there twice is as bad as nothing. */
record HeadClaim(Head head, Caller caller) implements Access.Claim {
    @Override
    public InetAddress client() {
        return caller.address();
    }

    @Override
    public boolean isOld() {
        return head.isHttp10();
    }

    @Override
    public Optional<String> header(String name) {
        var wanted = name.toLowerCase(Locale.ROOT);
        if (wanted.equals("host") && !caller.host().isEmpty()) {
            return Optional.of(caller.host());
        }
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
