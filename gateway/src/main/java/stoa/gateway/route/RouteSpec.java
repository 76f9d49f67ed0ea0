package stoa.gateway.route;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import stoa.gateway.balance.Balancing;
import stoa.gateway.filter.Edits;
import stoa.gateway.filter.HeaderEdits;
import stoa.runtime.Values;

/**
 * A route as an operator wrote it, checked, and not yet tied to instances.
 *
 * @param name empty where it has none
 */
public record RouteSpec(String name, Match match, Action action, HeaderEdits request, HeaderEdits answer,
        Policy policy) {

    /** A prefix that leads to a service, with nothing else said. */
    public static RouteSpec of(String prefix, String service, boolean strip) {
        return new RouteSpec("", Match.prefix(prefix),
                new Action.ToServices(List.of(new Action.Share(service, 1)), strip, ""), HeaderEdits.NONE,
                HeaderEdits.NONE, Policy.DEFAULT);
    }

    /** What tells it from the others: its name, or what it takes. */
    public String identity() {
        return name.isEmpty() ? takes() : name;
    }

    /** Which requests it takes, for people: {@code GET shop.example /x/ with x-beta: *}. */
    public String takes() {
        return takes(match);
    }

    static String takes(Match match) {
        var methods = match.methods().isEmpty() ? "" : String.join(",", match.methods()) + " ";
        var host = match.host().isEmpty() ? "" : match.host() + " ";
        var headers = match.headers().isEmpty()
                ? ""
                : " with " + new TreeMap<>(match.headers()).entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue()).collect(Collectors.joining(", "));
        return methods + host + (match.exact() ? "=" : "") + match.path() + headers;
    }

    /** Where it leads, for people. */
    public String leads() {
        return switch (action) {
            case Action.ToServices(var shares, _, _) when shares.size() == 1 -> shares.getFirst().service();
            case Action.ToServices(var shares, _, _) -> shares.stream().map(s -> s.service() + " " + s.weight())
                    .collect(Collectors.joining(", "));
            case Action.Redirect(var status, var to, _) -> status + " " + to;
            case Action.Fixed(var status, _, _) -> "answer " + status;
            case Action.Files(var folder, _) -> "files of " + folder;
        };
    }

    /** All that is said of it, by the names of the file's fields. */
    public Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        put(fields, "name", name);
        put(fields, "host", match.host());
        fields.put(match.exact() ? "path" : "prefix", match.path());
        put(fields, "methods", String.join(", ", match.methods()));
        put(fields, "headers", new TreeMap<>(match.headers()).entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue()).collect(Collectors.joining(", ")));
        act(fields);
        put(fields, "request-headers", request.shown());
        put(fields, "response-headers", answer.shown());
        fields.putAll(fields(policy));
        return fields;
    }

    private void act(Map<String, String> fields) {
        switch (action) {
            case Action.ToServices(var shares, var strip, var rewrite) -> {
                fields.put(shares.size() == 1 ? "service" : "services", leads());
                put(fields, "strip", strip && rewrite.isEmpty() ? "true" : "");
                put(fields, "rewrite", rewrite);
            }
            case Action.Redirect(_, _, var keepsRest) ->
                fields.put("redirect", leads() + (keepsRest ? " and the rest" : ""));
            case Action.Fixed(var status, var type, var body) -> fields.put("answer", status + " " + type + " " + body);
            case Action.Files(var folder, var cacheControl) -> {
                fields.put("files", folder.toString());
                put(fields, "cache-control", cacheControl);
            }
        }
    }

    /** What a policy says beside the default, by the names of the file's fields. */
    public static Map<String, String> fields(Policy policy) {
        var fields = new LinkedHashMap<String, String>();
        put(fields, "balance", policy.balancing().equals(Balancing.DEFAULT) ? "" : words(policy.balancing()));
        put(fields, "retries", policy.retries() ? "" : "false");
        put(fields, "try-timeout", written(policy.tryTimeout()));
        put(fields, "timeout", written(policy.timeout()));
        put(fields, "max-body", policy.maxBodyBytes() < 0 ? "" : policy.maxBodyBytes() + "B");
        return fields;
    }

    private static String written(Duration duration) {
        return duration.isZero() ? "" : Values.text(duration);
    }

    /** As it is written in a file. */
    public static String words(Balancing balancing) {
        return switch (balancing) {
            case Balancing.PeakEwma() -> "peak-ewma";
            case Balancing.LeastRequest() -> "least-request";
            case Balancing.RoundRobin() -> "round-robin";
            case Balancing.ByHash(var key, var name) ->
                "hash " + key.name().toLowerCase(java.util.Locale.ROOT) + (name.isEmpty() ? "" : " " + name);
        };
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }

    /** What is changed about a request and its answer. */
    Edits edits() {
        var rewrite = action instanceof Action.ToServices to ? to.rewrite() : "";
        var bare = rewrite.endsWith("/") && !match.exact() ? rewrite.substring(0, rewrite.length() - 1) : rewrite;
        return bare.isEmpty() && request.isNone() && answer.isNone() ? Edits.NONE : new Edits(bare, request, answer);
    }
}
