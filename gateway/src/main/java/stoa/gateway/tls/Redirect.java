package stoa.gateway.tls;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a plain request should have been asked by TLS. Only for names that a certificate holds: any other would meet a
 * certificate that is not for it, and the platform's own clients come by address.
 */
public final class Redirect {
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_.-]{1,255}?)\\.?(?::\\d{0,5})?");
    private static final int USUAL_PORT = 443;

    private final Certificates certificates;
    private final int port;

    Redirect(Certificates certificates, int port) {
        this.certificates = certificates;
        this.port = port;
    }

    /**
     * @param authority as the request says it, such as {@code shop.example:8080}
     * @param pathAndQuery as it came
     * @return null where it stays as it is
     */
    public @Nullable String location(String authority, String pathAndQuery) {
        var matcher = NAMED.matcher(authority);
        if (!matcher.matches()) {
            return null;
        }
        var name = String.valueOf(matcher.group(1)).toLowerCase(Locale.ROOT);
        return certificates.covers(name)
                ? "https://" + name + (port == USUAL_PORT ? "" : ":" + port) + pathAndQuery
                : null;
    }
}
