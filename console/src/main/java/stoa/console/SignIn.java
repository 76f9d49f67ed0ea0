package stoa.console;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.http.access.Sessions;

/**
 * Changes the platform's token for a session: a cookie that no script can read and no other site can use. The gateway judges
 * it; here it is only given out, shown and taken back.
 */
final class SignIn {
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final Sessions sessions;

    SignIn(Sessions sessions) {
        this.sessions = sessions;
    }

    /** What one signs in with. */
    record Token(String token) {}

    /** @param until when the session ends; null for whoever has none */
    record Session(boolean signedIn, @Nullable Instant until) {}

    void routes(Routes at) {
        at.get("/session", this::session).says("Whether this browser is signed in, and for how long")
                .answers(200, Session.class);
        at.post("/session", this::open)
                .says("Signs in: whoever sends the platform's token gets a session of twelve hours as a cookie,"
                        + " which counts for what the console's page asks")
                .takes(Token.class).answers(204, "signed in, by Set-Cookie").answers(403, "not the token")
                .answers(422, "no token");
        at.delete("/session", this::close).says("Signs this browser out").answers(204, "signed out, by Set-Cookie");
    }

    private Reply session(Request request) {
        var end = request.header(Sessions.HEADER).flatMap(sessions::end);
        return Reply.json(new Session(end.isPresent(), end.orElse(null))).with("Cache-Control", "no-store");
    }

    private Reply open(Request request) {
        refuseOthers(request);
        var body = request.fields();
        var token = body.text("token");
        body.verify();
        var session = sessions.open(token)
                .orElseThrow(() -> new Problem(403, "this is not the platform's token"));
        return cookie(request, session, "");
    }

    private Reply close(Request request) {
        refuseOthers(request);
        return cookie(request, "", "; Max-Age=0");
    }

    /** Nobody is signed in or out by a page of somebody else's. */
    private static void refuseOthers(Request request) {
        if (!OWN_SITES.contains(request.header("Sec-Fetch-Site").orElse("none"))) {
            throw new Problem(403, "only the console's own page signs in and out");
        }
    }

    /** Its end stands inside; the browser is told none, so that it forgets it when it is closed. */
    private static Reply cookie(Request request, String value, String until) {
        return Reply.empty(204).with("Cache-Control", "no-store").with("Set-Cookie",
                Sessions.COOKIE + "=" + value + "; Path=/" + until + "; HttpOnly; SameSite=Strict"
                        + (isSecure(request) ? "; Secure" : ""));
    }

    /** The gateway trusts no proxy to say so, but the browser says by which scheme it opened the page. */
    private static boolean isSecure(Request request) {
        return request.header("Origin").filter(o -> o.startsWith("https://")).isPresent()
                || request.header("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
    }
}
