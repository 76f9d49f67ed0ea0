package stoa.gateway.routefile;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stoa.gateway.filter.EditRules;
import stoa.gateway.route.Action;
import stoa.gateway.route.Action.Share;
import stoa.gateway.route.Match;

/** Reads what is done with the requests of a route: exactly one thing. */
final class ActionReader {
    private static final List<String> ACTIONS = List.of("service", "services", "redirect", "answer", "files");
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_SHARES = 100;
    private static final int LONGEST_BODY = 16 * 1024;

    private final Entry in;
    private final Match match;
    private final Path base;

    /** @param base what relative folders are relative to */
    ActionReader(Entry in, Match match, Path base) {
        this.in = in;
        this.base = base;
        this.match = match;
    }

    /** Null where none can be made out; flaws tell why. */
    @Nullable
    Action read() {
        var said = ACTIONS.stream().filter(in::has).toList();
        // both are asked for, so that neither is unknown
        var forService = List.of(in.has("strip"), in.has("rewrite")).contains(true);
        if (said.size() != 1) {
            in.reject("", said.isEmpty()
                    ? "leads nowhere: it needs one of " + String.join(", ", ACTIONS)
                    : "has more than one of " + String.join(", ", ACTIONS) + ": " + String.join(", ", said));
            return null;
        }
        if (forService && !said.getFirst().startsWith("service")) {
            in.reject("", "strip and rewrite belong to routes that lead to a service");
        }
        if (in.has("cache-control") && !said.getFirst().equals("files")) {
            in.reject("cache-control", "belongs to routes with files");
        }
        return switch (said.getFirst()) {
            case "service" ->
                toServices(List.of(new Share(in.parsed("service", ActionReader::service).orElse(""), 1)));
            case "services" -> toServices(in.objects("services").stream().map(ActionReader::share).toList());
            case "redirect" -> redirect();
            case "files" -> files();
            default -> in.object("answer").map(ActionReader::fixed).orElse(null);
        };
    }

    private static Share share(Entry entry) {
        var share = new Share(entry.parsed("service", ActionReader::service).orElse(""),
                entry.integer("weight", 1, 0, 10_000));
        if (!entry.has("service")) {
            entry.reject("service", "is missing");
        }
        entry.verify();
        return share;
    }

    private static String service(String text) {
        if (!SERVICE.matcher(text).matches()) {
            throw new IllegalArgumentException("is not a service's name");
        }
        return text;
    }

    private Action toServices(List<Share> shares) {
        if (shares.isEmpty() || shares.stream().allMatch(s -> s.weight() == 0)) {
            in.reject("services", "has no service with a weight");
        }
        if (shares.size() > MOST_SHARES) {
            in.reject("services", "names more than " + MOST_SHARES + " services");
        }
        if (shares.stream().map(Share::service).distinct().count() < shares.size()) {
            in.reject("services", "names a service twice");
        }
        var strip = in.flag("strip", false);
        var rewrite = in.parsed("rewrite", MatchReader::path).orElse("");
        if (strip && !rewrite.isEmpty()) {
            in.reject("strip", "cannot stand beside rewrite, which replaces the prefix already");
        }
        if (strip && match.exact()) {
            in.reject("strip", "belongs to a prefix; a path can have a rewrite");
        }
        if (!rewrite.isEmpty() && !match.exact() && rewrite.endsWith("/") != match.path().endsWith("/")) {
            in.reject("rewrite", "must end with a slash if the prefix does, and must not if it does not");
        }
        return new Action.ToServices(shares, strip, rewrite);
    }

    private @Nullable Action redirect() {
        return in.object("redirect").map(entry -> {
            var status = entry.integer("status", 308, 301, 308);
            if (!REDIRECTS.contains(status)) {
                entry.reject("status", "is none of 301, 302, 303, 307, 308");
            }
            var keepsRest = entry.flag("keep-rest", !match.exact());
            if (!entry.has("to")) {
                entry.reject("to", "is missing");
            }
            var to = entry.parsed("to", ActionReader::target).orElse("/");
            if (keepsRest && (match.exact() || match.path().endsWith("/") != pathOf(to).endsWith("/")
                    || to.indexOf('?') >= 0 || to.indexOf('#') >= 0)) {
                entry.reject("to", "cannot be followed by the rest of a path: it must end with a slash if the prefix"
                        + " does, and must not if it does not, without query or fragment; or say keep-rest: false");
            }
            entry.verify();
            return new Action.Redirect(status, to, keepsRest);
        }).orElse(null);
    }

    private static String pathOf(String to) {
        return to.startsWith("/") ? to : String.valueOf(URI.create(to).getRawPath());
    }

    /** With a path of its own, so that nothing that a client sends can become part of a host's name. */
    private static String target(String text) {
        Predicate<String> clean = t -> t.chars().allMatch(c -> c > ' ' && c < 0x7f && "\\\"<>".indexOf(c) < 0);
        if (!clean.test(text)) {
            throw new IllegalArgumentException("holds a blank, a control character or one beyond ASCII");
        }
        if (text.startsWith("/") && !text.startsWith("//")) {
            return text;
        }
        var uri = URI.create(text);
        var web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getRawAuthority() == null || uri.getRawUserInfo() != null || uri.getRawPath().isEmpty()) {
            throw new IllegalArgumentException(
                    "is neither a path that begins with one slash nor an address such as https://shop.example/");
        }
        return text;
    }

    private @Nullable Action files() {
        if (match.exact()) {
            in.reject("files", "belongs to a prefix: what follows that names a file");
        }
        var cacheControl = in.text("cache-control").orElse("");
        EditRules.value(cacheControl).ifPresent(why -> in.reject("cache-control", why));
        return in.parsed("files", this::folder).map(folder -> new Action.Files(folder, cacheControl)).orElse(null);
    }

    private Path folder(String text) {
        Path folder;
        try {
            folder = base.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is no path", e);
        }
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException((Files.exists(folder) ? "is no folder: " : "is not there: ") + folder);
        }
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new IllegalArgumentException("cannot be read: " + folder);
        }
        return folder;
    }

    private static Action fixed(Entry entry) {
        var status = entry.integer("status", 200, 200, 599);
        if (status == 304 || status == 206 || REDIRECTS.contains(status)) {
            entry.reject("status", "cannot be answered without more; redirects have an action of their own");
        }
        var body = entry.text("body").orElse("");
        if (body.length() > LONGEST_BODY) {
            entry.reject("body", "is longer than " + LONGEST_BODY + " characters");
        }
        if (!body.isEmpty() && (status == 204 || status == 205)) {
            entry.reject("body", "cannot go with status " + status);
        }
        var type = entry.text("type").orElse("text/plain; charset=utf-8");
        EditRules.value(type).ifPresent(why -> entry.reject("type", why));
        entry.verify();
        return new Action.Fixed(status, type, body);
    }
}
