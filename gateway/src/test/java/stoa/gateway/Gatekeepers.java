package stoa.gateway;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import stoa.gateway.forward.Gatekeeper;
import stoa.http.access.Access;
import stoa.http.access.Keys;
import stoa.http.access.Sessions;
import stoa.http.access.TrustedProxies;
import stoa.http.access.Verdicts;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;

/** Gatekeepers of a platform on loopback with a token that the tests know. */
final class Gatekeepers {
    static final String TOKEN = "the-token-of-these-tests";
    static final Keys KEYS = Keys.read(
            Settings.of(Map.of("token", TOKEN, "secret", "a-secret-of-32-characters-or-more"), Map.of(),
                    Optional.empty()),
            DataFolder.at(Path.of("none")));

    static final Sessions SESSIONS = new Sessions(KEYS, InstantSource.system());

    private Gatekeepers() {}

    static Gatekeeper of(String... builtIn) {
        return of(TrustedProxies.NONE, builtIn);
    }

    static Gatekeeper of(TrustedProxies proxies, String... builtIn) {
        var verdicts = new Verdicts(KEYS, InstantSource.system());
        return new Gatekeeper(new Access(KEYS, verdicts, proxies.isEmpty()), verdicts, SESSIONS, Set.of(builtIn),
                proxies);
    }
}
