package stoa.gateway.balance;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Registered;
import stoa.http.Origin;

/**
 * One instance as this gateway sees it: what the registry says of it, and what the gateway has seen itself. It lives
 * across changes of the registry for as long as its id and its address stay.
 */
public final class Upstream {
    private final String service;
    private final String id;
    private final URI url;
    private final @Nullable Origin origin;
    private final byte[] hostLine;
    private final byte[] instanceLine;
    private final byte[] basePath;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final UpstreamService home;
    private final long seed;
    private final Standing standing = new Standing();
    private final Window window = new Window();
    private final Ewma latency = new Ewma();
    private volatile long since;
    private volatile Told told;
    private volatile boolean identified;

    /**
     * What the registry says now.
     *
     * @param doubted whether it is unroutable for nothing but what gateways met with
     * @param byItself whether it came to be known by its own registration
     */
    record Told(int weight, boolean routable, String reason, boolean doubted, boolean byItself) {}

    private Upstream(UpstreamService home, String id, URI url, Told told, long now) {
        this.home = home;
        this.service = home.name();
        this.id = id;
        this.seed = seed(id);
        this.since = now;
        this.url = url;
        this.origin = Origin.find(url).orElse(null);
        this.told = told;
        hostLine = ascii("Host: " + authority(url) + "\r\n");
        instanceLine = ascii("X-Stoa-Instance: " + visible(id) + "\r\n");
        var path = url.getRawPath() == null ? "" : url.getRawPath();
        basePath = ascii(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    static Upstream of(UpstreamService home, InstanceRecord record, long now) {
        var upstream = new Upstream(home, record.id(), record.url(), new Told(1, false, "", false, false), now);
        upstream.tell(record, now);
        return upstream;
    }

    /** An instance that no registry knows: always routable. */
    public static Upstream fixed(String service, String id, URI url) {
        return new Upstream(new UpstreamService(service, () -> Rules.DEFAULT), id, url,
                new Told(1, true, "always", false, true), System.nanoTime());
    }

    /** The same on every gateway: FNV-1a, which tells ids apart that differ in one digit, and mixed on use. */
    private static long seed(String id) {
        var hash = 0xcbf29ce484222325L;
        for (var i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        return Rendezvous.mix(hash);
    }

    void tell(InstanceRecord record, long now) {
        var usable = origin != null;
        var before = told.routable;
        told = new Told(Math.max(0, record.weight()), record.routable() && usable,
                usable ? record.reason() : "its url is neither an http nor an https address",
                record.doubtedAlone() && usable,
                record.registered().by() == Registered.Source.SELF);
        if (told.routable && !before) {
            since = now;
        }
        hear(record.checks(), now);
    }

    /**
     * A check that went well after a refusal outweighs it, and so does the catalog's own look at what was found here. Of what
     * requests meet with, checks know nothing.
     */
    private void hear(List<CheckResult> checks, long now) {
        var ejection = standing.ejection();
        if (ejection != null && !ejection.kind().isOpinion() && checks.stream().anyMatch(
                c -> c.kind() != CheckResult.Kind.HEARTBEAT && c.ok() && c.at().isAfter(ejection.at()))) {
            home.ejector().recovered(this, now);
        }
    }

    Told told() {
        return told;
    }

    UpstreamService home() {
        return home;
    }

    Standing standing() {
        return standing;
    }

    Window window() {
        return window;
    }

    Ewma latency() {
        return latency;
    }

    /** Since when it is routable without a break, on the scale of {@link System#nanoTime()}. */
    long since() {
        return since;
    }

    /** For hashing. */
    long seed() {
        return seed;
    }

    /** At least 1, also where the registry's is 0. */
    int weight() {
        return Math.clamp(told.weight, 1, Candidates.HEAVIEST);
    }

    /** It takes requests again. */
    void beginAnew(long now) {
        since = now;
        window.clear();
    }

    public String service() {
        return service;
    }

    public String id() {
        return id;
    }

    public URI url() {
        return url;
    }

    /**
     * Whether it may be told what is for the platform's own instances, its service being a built-in one: then it registered by
     * request, which takes the token. Settings, DNS and Docker may name any address.
     */
    public boolean isOwn() {
        return told.byItself;
    }

    /** An answer has come from it, with who it says to be, if it says so. */
    public void heard(@Nullable String identity) {
        if (!identified && isIdentity(identity)) {
            identified = true;
        }
    }

    /** Whether it has said who it is, and so can be asked on each new connection whether it still is. */
    public boolean isIdentified() {
        return identified;
    }

    /** Whether {@code service/instance} is its own; only who registered itself gave its own id. */
    public boolean isIdentity(@Nullable String identity) {
        return identity != null && (told.byItself
                ? identity.length() == service.length() + 1 + id.length() && identity.startsWith(service)
                        && identity.charAt(service.length()) == '/' && identity.endsWith(id)
                : identity.startsWith(service + "/"));
    }

    public String host() {
        return origin().host();
    }

    /** Whether it is spoken to by TLS. */
    public boolean isSecure() {
        return origin != null && origin.scheme().equals("https");
    }

    public int port() {
        return origin().port();
    }

    private Origin origin() {
        var known = origin;
        if (known == null) {
            throw new IllegalStateException(url + " is neither an http nor an https address");
        }
        return known;
    }

    /** {@code Host: ...} for requests to it, line end included; not to be changed. */
    public byte[] hostLine() {
        return hostLine;
    }

    /** The line that names it in answers, line end included; not to be changed. */
    public byte[] instanceLine() {
        return instanceLine;
    }

    /** What goes before each path, without a slash at its end; mostly empty; not to be changed. */
    public byte[] basePath() {
        return basePath;
    }

    /** {@code orders-1 (127.0.0.1:9001)}. */
    public String shown() {
        return id + " (" + authority(url) + ")";
    }

    public int inFlight() {
        return inFlight.get();
    }

    /** A try begins, to be followed by {@link Trial#end}. */
    public Trial begin() {
        inFlight.getAndIncrement();
        return new Trial(this, standing.isOut() ? home.ejector().begin(this) : Standing.Plain.NONE);
    }

    void end() {
        inFlight.getAndDecrement();
    }

    /**
     * A connection to it could not be opened: it is left alone for a short, growing time.
     *
     * @return whether that is new
     */
    public boolean refused(Ejection.Kind kind, String why) {
        return refused(kind, why, System.nanoTime());
    }

    boolean refused(Ejection.Kind kind, String why, long now) {
        return home.ejector().refused(this, kind, why, now);
    }

    /** A connection to it was opened. */
    public void connected() {
        var ejection = standing.ejection();
        if (ejection != null && !ejection.kind().isOpinion()) {
            home.ejector().recovered(this, System.nanoTime());
        }
    }

    private static String authority(URI url) {
        return String.valueOf(url.getAuthority());
    }

    private static String visible(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 127) ? text : "unnamed";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
