package stoa.services.probe;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import stoa.http.Fields;
import stoa.http.Problem;
import stoa.runtime.Setting;
import stoa.runtime.Settings;
import stoa.services.probe.Target.Address;

/** Reads {@code probe-targets}: a list of targets, which takes the place of the greeter alone. */
final class TargetReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Set<String> KNOWN = Set.of("name", "service", "path", "url", "interval", "timeout", "failures",
            "status", "text", "within");
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(15);
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final int MOST = 100;
    private static final int LONGEST_TEXT = 1000;

    private final Settings in;
    private final Setting key;
    private final List<Target> targets = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();

    private TargetReader(Settings in, Setting key) {
        this.in = in;
        this.key = key;
    }

    /** Every error names its target and field. */
    static List<Target> read(Settings in) {
        var key = in.key("probe-targets").help("what is probed: a list of service or url, each with interval, timeout,"
                + " failures, status, text, within; without it, the greeter");
        var reader = new TargetReader(in, key);
        reader.all(key.plainList());
        return key.origin().equals("default") ? List.of(Target.greeter()) : List.copyOf(reader.targets);
    }

    private void all(List<?> list) {
        if (list.size() > MOST) {
            reject("has more than " + MOST + " targets");
            return;
        }
        for (var i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> map) {
                one(i + 1, map);
            } else {
                reject("target " + (i + 1) + ": is not a list of fields and values");
            }
        }
    }

    private void one(int number, Map<?, ?> map) {
        var texts = new LinkedHashMap<String, Object>();
        map.forEach((field, value) -> texts.put(String.valueOf(field), value));
        var fields = Fields.of(texts);
        texts.keySet().stream().filter(field -> !KNOWN.contains(field))
                .forEach(field -> fields.reject(field, "is not known here"));
        try {
            var target = target(number, fields);
            fields.verify();
            targets.add(target);
        } catch (Problem e) {
            var named = texts.get("name") instanceof String name && NAME.matcher(name).matches() ? " " + name : "";
            e.errors().forEach(error -> reject(
                    "target " + number + named + ": " + error.field() + " " + error.detail()));
        }
    }

    private void reject(String why) {
        in.error(key.name() + ": " + why + " (from " + key.origin() + ")");
    }

    private Target target(int number, Fields in) {
        var address = address(in);
        var name = name(number, in, address);
        var interval = in.duration("interval", SHORTEST, LONGEST).orElse(USUAL_INTERVAL);
        var most = interval.compareTo(LONGEST_TIMEOUT) < 0 ? interval : LONGEST_TIMEOUT;
        var timeout = in.duration("timeout", Duration.ofMillis(1), most)
                .orElse(interval.compareTo(USUAL_TIMEOUT) < 0 ? interval : USUAL_TIMEOUT);
        var status = in.integer("status", 0, 100, 599);
        var text = in.parsed("text", TargetReader::expectedText);
        return new Target(name, address, interval, timeout, in.integer("failures", 1, 1, 1000),
                status == 0 ? Optional.empty() : Optional.of(status), text,
                in.duration("within", Duration.ofMillis(1), timeout));
    }

    private static Address address(Fields in) {
        var service = in.parsed("service", TargetReader::name);
        var url = in.url("url").map(found -> userless(in, found));
        var path = in.parsed("path", TargetReader::path);
        if (in.optionalText("service").isPresent() == in.optionalText("url").isPresent()) {
            in.reject("service", "or url must be there, and not both");
        }
        if (path.isPresent() && in.optionalText("url").isPresent()) {
            in.reject("path", "goes with a service; a url has its own");
        }
        return url.<Address>map(Address.At::new)
                .orElseGet(() -> new Address.OfService(service.orElse(""), path.orElse("/")));
    }

    private static URI userless(Fields in, URI url) {
        if (url.getRawUserInfo() != null || String.valueOf(url.getRawAuthority()).contains("@")) {
            in.reject("url", "must not hold a user and password");
        }
        return url;
    }

    private String name(int number, Fields in, Address address) {
        var name = in.parsed("name", TargetReader::name)
                .orElseGet(() -> address instanceof Address.OfService it ? it.service() : "");
        if (name.isEmpty() && in.optionalText("name").isEmpty()) {
            in.reject("name", "must be there");
        }
        var other = name.isEmpty() ? null : names.putIfAbsent(name, number);
        if (other != null) {
            in.reject("name", "\"" + name + "\" is that of target " + other);
        }
        return name;
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("must be lower-case letters, digits and hyphens, at most 63");
        }
        return text;
    }

    private static String path(String text) {
        try {
            if (text.startsWith("/") && URI.create("http://host" + text).getRawFragment() == null) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // answered below
        }
        throw new IllegalArgumentException("must be a path such as /health, with or without a query");
    }

    private static String expectedText(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("must be 1 to " + LONGEST_TEXT + " characters");
        }
        return text;
    }
}
