package stoa.gateway.routefile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import stoa.gateway.balance.Balancing;
import stoa.gateway.filter.EditRules;
import stoa.gateway.filter.HeaderEdits;
import stoa.gateway.route.Policy;
import stoa.runtime.Values;

/** Reads how the requests of a route are treated, and what is changed about them. */
final class PolicyReader {
    private static final List<String> FIELDS = List.of("balance", "retries", "try-timeout", "timeout", "max-body");
    private static final Duration LONGEST = Duration.ofDays(1);

    private PolicyReader() {}

    /** @param relayed whether the route leads to a service, which alone can have a policy */
    static Policy read(Entry in, boolean relayed) {
        var said = FIELDS.stream().filter(in::has).toList();
        if (!relayed && !said.isEmpty()) {
            in.reject(said.getFirst(), "belongs to routes that lead to a service");
        }
        return new Policy(in.parsed("balance", PolicyReader::balancing).orElse(Policy.DEFAULT.balancing()),
                in.flag("retries", Policy.DEFAULT.retries()),
                in.parsed("try-timeout", PolicyReader::duration).orElse(Policy.DEFAULT.tryTimeout()),
                in.parsed("timeout", PolicyReader::duration).orElse(Policy.DEFAULT.timeout()),
                in.parsed("max-body", Values::size).orElse(Policy.DEFAULT.maxBodyBytes()));
    }

    private static Balancing balancing(String text) {
        try {
            return Balancing.parse(text);
        } catch (IllegalArgumentException e) {
            var said = String.valueOf(e.getMessage());
            // the reader says what was written
            throw new IllegalArgumentException(said.replace("\"" + text + "\" ", ""), e);
        }
    }

    private static Duration duration(String text) {
        var duration = Values.duration(text);
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("is not from 1ms to " + Values.text(LONGEST));
        }
        return duration;
    }

    /** The edits of {@code request-headers} or {@code response-headers}. */
    static HeaderEdits edits(Entry in, String field) {
        return in.object(field).map(entry -> {
            var set = entry.textsByName("set");
            set.forEach((name, value) -> check(entry, "set", name, value));
            var add = new ArrayList<>(entry.textsByName("add").entrySet());
            add.forEach(e -> check(entry, "add", e.getKey(), e.getValue()));
            var remove = entry.texts("remove");
            remove.forEach(name -> check(entry, "remove", name, ""));
            var names = new HashMap<String, Integer>();
            List.of(set.keySet(), remove).forEach(some -> some.forEach(
                    name -> names.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum)));
            names.forEach((name, times) -> {
                if (times > 1) {
                    entry.reject("", name + " is set or removed more than once");
                }
            });
            entry.verify();
            return new HeaderEdits(set, add.stream().<Map.Entry<String, String>>map(Map.Entry::copyOf).toList(),
                    remove);
        }).orElse(HeaderEdits.NONE);
    }

    private static void check(Entry entry, String field, String name, String value) {
        EditRules.name(name).or(() -> EditRules.value(value).map(why -> name + ": " + why))
                .ifPresent(why -> entry.reject(field, why));
    }
}
