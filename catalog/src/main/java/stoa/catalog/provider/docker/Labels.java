package stoa.catalog.provider.docker;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import stoa.catalog.provider.SettingsEntry;
import tools.jackson.databind.JsonNode;

/** The labels by which a container, or a Swarm service, says what it is: {@code stoa.service} and its kin. */
final class Labels {
    /** The one that makes an instance. */
    static final String SERVICE = "stoa.service";

    private final JsonNode labels;

    Labels(JsonNode labels) {
        this.labels = labels;
    }

    String service() {
        return find("service").orElse("");
    }

    Optional<String> port() {
        return find("port");
    }

    /** The network whose address counts. */
    Optional<String> network() {
        return find("network");
    }

    Optional<String> find(String name) {
        var label = labels.path("stoa." + name);
        return label.isString() ? Optional.of(label.asString().strip()) : Optional.empty();
    }

    /** What they say of the instance at this address, in the shape of a registration; what is not valid stays as it is. */
    Map<String, Object> registration(String url) {
        var said = new LinkedHashMap<String, Object>();
        find("weight").ifPresent(weight -> said.put("weight", number(weight)));
        find("tags").ifPresent(tags -> said.put("tags", words(tags)));
        find("version").ifPresent(version -> said.put("version", version));
        find("route").ifPresent(prefix -> {
            var route = new LinkedHashMap<String, Object>();
            route.put("prefix", prefix);
            find("strip").ifPresent(strip -> route.put("strip", flag(strip)));
            said.put("route", route);
        });
        check().ifPresent(check -> said.put("check", check));
        return SettingsEntry.registration(said, url);
    }

    private Optional<Object> check() {
        var tcp = find("check.tcp").map(Labels::flag);
        var http = find("check");
        if (http.isPresent() && http.get().equalsIgnoreCase("none")) {
            return Optional.of("none");
        }
        var check = new LinkedHashMap<String, Object>();
        http.ifPresent(path -> check.put("http", path));
        tcp.ifPresent(flag -> check.put("tcp", flag));
        find("check.interval").ifPresent(interval -> check.put("interval", interval));
        find("check.timeout").ifPresent(timeout -> check.put("timeout", timeout));
        if (!check.isEmpty() && http.isEmpty() && tcp.isEmpty()) {
            check.put("tcp", true);
        }
        return check.isEmpty() ? Optional.empty() : Optional.of(check);
    }

    private static Object number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static Object flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> text;
        };
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
    }
}
