package stoa.catalog;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import stoa.catalog.registry.Registry;
import stoa.discovery.Intent;
import stoa.discovery.Registration;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceNames;
import stoa.discovery.ServiceRecord;
import stoa.http.Fields;
import stoa.http.Problem;
import stoa.http.Request;

/** What clients send, read and held to the contract's rules; every refusal names every bad field. */
final class Inputs {
    private static final Pattern PRINTABLE = Pattern.compile("[\\P{C}&&[^\\p{Zl}\\p{Zp}]]{1,64}");
    private static final int MOST_TAGS = 32;
    private static final int MOST_REPLICAS = 10_000;
    private static final int LONGEST_URL = 2048;

    private Inputs() {}

    /** The body of a registration. @throws Problem 422 naming every bad field, the path's two names included */
    static Registration registration(Request request) {
        return registration(request.parameter("name"), request.parameter("instance"), request.fields());
    }

    /** What is said of an instance, wherever it comes from. @throws Problem 422 naming every bad field */
    static Registration registration(String service, String instance, Fields body) {
        named(body, "name", service, ServiceNames::service);
        named(body, "instance", instance, ServiceNames::instance);
        var url = url(body);
        var weight = body.integer("weight", 1, 0, 1000);
        var tags = tags(body);
        var version = body.parsed("version", Inputs::version).orElse("");
        var route = body.object("route").map(Inputs::route).orElse(null);
        var check = body.object("check").map(CheckInput::read).orElse(null);
        var ttl = body.duration("ttl", Duration.ofSeconds(1), Duration.ofHours(24)).orElse(null);
        body.verify();
        return new Registration(url, weight, tags, version, route, check, ttl);
    }

    private static void named(Fields body, String field, String name, Consumer<String> rule) {
        try {
            rule.accept(name);
        } catch (IllegalArgumentException e) {
            body.reject(field, String.valueOf(e.getMessage()));
        }
    }

    private static URI url(Fields body) {
        var text = body.text("url");
        var nothing = URI.create("http://localhost");
        if (text.isEmpty()) {
            return nothing;
        }
        return body.url("url").flatMap(url -> {
            var wrong = wrongWith(url, text);
            wrong.ifPresent(w -> body.reject("url", w));
            return wrong.isPresent() ? Optional.empty() : Optional.of(withoutPath(url));
        }).orElse(nothing);
    }

    private static Optional<String> wrongWith(URI url, String text) {
        if (text.length() > LONGEST_URL) {
            return Optional.of("must be at most " + LONGEST_URL + " characters");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of("must not contain a user or password");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            return Optional.of("must not have a query or a fragment");
        }
        var path = url.getRawPath();
        return path != null && !path.isEmpty() && !path.equals("/")
                ? Optional.of("must not have a path: an instance answers at its root")
                : Optional.empty();
    }

    private static URI withoutPath(URI url) {
        return URI.create(url.getScheme() + "://" + url.getRawAuthority());
    }

    private static List<String> tags(Fields body) {
        var tags = body.texts("tags");
        if (tags.size() > MOST_TAGS) {
            body.reject("tags", "must be at most " + MOST_TAGS);
        } else if (!tags.stream().allMatch(t -> PRINTABLE.matcher(t).matches())) {
            body.reject("tags", "must each be 1 to 64 printable characters");
        }
        return tags.stream().distinct().toList();
    }

    private static String version(String text) {
        if (!text.isEmpty() && !PRINTABLE.matcher(text).matches()) {
            throw new IllegalArgumentException("must be at most 64 printable characters");
        }
        return text;
    }

    private static RouteRecord route(Fields route) {
        var there = !route.text("prefix").isEmpty();
        var prefix = there ? route.parsed("prefix", RouteRecord::parse).orElse("/") : "/";
        return new RouteRecord(prefix, route.flag("strip", true));
    }

    /** The body of an intent. @throws Problem 422 for any but the three words */
    static Intent intent(Request request) {
        var body = request.fields();
        var word = body.text("intent");
        var intent = Arrays.stream(Intent.values()).filter(i -> word(i).equals(word)).findFirst();
        if (intent.isEmpty() && !word.isEmpty()) {
            body.reject("intent", "must be enabled, draining or disabled");
        }
        body.verify();
        return intent.orElseThrow();
    }

    /** How many instances a role is to have. @throws Problem 422 */
    static int replicas(Request request) {
        var body = request.fields();
        var replicas = body.integer("replicas", 0, MOST_REPLICAS);
        body.verify();
        return replicas;
    }

    /** The filters of a list. @throws Problem 422 for a state there is not */
    static Registry.Filter filter(Request request) {
        var state = request.query("state").map(text -> Arrays.stream(ServiceRecord.State.values())
                .filter(s -> word(s).equals(text)).findFirst()
                .orElseThrow(() -> Problem.invalid("state", "must be up, degraded or down")));
        return new Registry.Filter(request.query("name"), state, request.query("tag"));
    }

    /** The name that a page begins after; empty for the first. @throws Problem 422 for no cursor of ours */
    static String after(Request request) {
        var cursor = request.query("cursor");
        if (cursor.isEmpty()) {
            return "";
        }
        try {
            var name = new String(Base64.getUrlDecoder().decode(cursor.get()), StandardCharsets.UTF_8);
            return ServiceNames.service(name);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", "is not one that a list has answered as next");
        }
    }

    static String cursor(String lastName) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastName.getBytes(StandardCharsets.UTF_8));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
