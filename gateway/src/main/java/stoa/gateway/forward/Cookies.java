package stoa.gateway.forward;

import java.util.ArrayList;
import java.util.List;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.http.access.Sessions;

/**
 * The cookies of a request (RFC 6265, section 4.2.1) without the platform's own: that is the console's session, which no
 * instance may see.
 *
 * @param sessions what was said to be sessions, mostly none
 * @param line the line with all others, end included; empty where there is none
 */
record Cookies(List<String> sessions, String line) {
    static final Cookies NONE = new Cookies(List.of(), "");

    /** @return {@link #NONE} where no field has to be changed */
    static Cookies of(Head head) {
        var first = head.find(Field.COOKIE);
        if (first < 0) {
            return NONE;
        }
        var sessions = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (var i = first; i < head.count(); i++) {
            if (head.field(i) == Field.COOKIE) {
                for (var pair : head.value(i).split(";")) {
                    take(pair.strip(), sessions, others);
                }
            }
        }
        return sessions.isEmpty()
                ? NONE
                : new Cookies(sessions, others.isEmpty() || head.isNamed(first)
                        ? ""
                        : "Cookie: " + String.join("; ", others) + "\r\n");
    }

    private static void take(String pair, List<String> sessions, List<String> others) {
        var equals = pair.indexOf('=');
        if ((equals < 0 ? pair : pair.substring(0, equals)).strip().equals(Sessions.COOKIE)) {
            sessions.add(equals < 0 ? "" : pair.substring(equals + 1).strip());
        } else if (!pair.isEmpty()) {
            others.add(pair);
        }
    }

    boolean isChanged() {
        return !sessions.isEmpty();
    }
}
