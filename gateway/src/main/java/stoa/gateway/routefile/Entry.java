package stoa.gateway.routefile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stoa.gateway.filter.EditRules;

/**
 * Reads one group of fields and gathers everything that is wrong with it. What cannot be used is answered as if it were
 * absent; {@link #verify()} makes a flaw of each field that nobody asked for.
 */
final class Entry {
    private final String route;
    private final String prefix;
    private final Map<?, ?> map;
    private final List<Flaw> flaws;
    private final Set<String> known = new HashSet<>();

    Entry(String route, Map<?, ?> map, List<Flaw> flaws) {
        this(route, "", map, flaws);
    }

    private Entry(String route, String prefix, Map<?, ?> map, List<Flaw> flaws) {
        this.route = route;
        this.prefix = prefix;
        this.map = map;
        this.flaws = flaws;
    }

    void reject(String field, String detail) {
        flaws.add(new Flaw(route, field.isEmpty() ? prefix.replaceAll("\\.$", "") : prefix + field, detail));
    }

    boolean has(String field) {
        known.add(field);
        return map.get(field) != null;
    }

    private @Nullable Object value(String field) {
        known.add(field);
        return map.get(field);
    }

    /** A text; also a number or a truth, as it is written without quotes. */
    Optional<String> text(String field) {
        return switch (value(field)) {
            case null -> Optional.empty();
            case String s -> Optional.of(s);
            case Number n -> Optional.of(n.toString());
            case Boolean b -> Optional.of(b.toString());
            default -> none(field, "is not a text");
        };
    }

    /** A text that a parser reads; its {@link IllegalArgumentException} says what is wrong. */
    <T> Optional<T> parsed(String field, Function<String, T> parser) {
        return text(field).flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException e) {
                return none(field, "\"" + EditRules.printable(text) + "\" " + e.getMessage());
            } catch (ArithmeticException e) {
                return none(field, "is too large");
            }
        });
    }

    boolean flag(String field, boolean otherwise) {
        return switch (value(field)) {
            case null -> otherwise;
            case Boolean b -> b;
            default -> {
                reject(field, "is neither true nor false");
                yield otherwise;
            }
        };
    }

    int integer(String field, int otherwise, int least, int most) {
        return switch (value(field)) {
            case null -> otherwise;
            case Integer n when n >= least && n <= most -> n;
            default -> {
                reject(field, "is not a whole number from " + least + " to " + most);
                yield otherwise;
            }
        };
    }

    /** A list of texts, or one text alone. */
    List<String> texts(String field) {
        var value = value(field);
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        if (value instanceof String one) {
            return List.of(one);
        }
        if (value != null) {
            reject(field, "is not a list of texts");
        }
        return List.of();
    }

    /** Texts by name, in the order they were written. */
    Map<String, String> textsByName(String field) {
        var texts = new LinkedHashMap<String, String>();
        switch (value(field)) {
            case null -> {
                // absent
            }
            case Map<?, ?> m -> m.forEach((name, value) -> {
                if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                    texts.put(String.valueOf(name), value.toString());
                } else {
                    reject(field, "\"" + EditRules.printable(String.valueOf(name)) + "\" has no text as its value");
                }
            });
            default -> reject(field, "is not a list of names and values");
        }
        return texts;
    }

    /** Further fields within this one. */
    Optional<Entry> object(String field) {
        return switch (value(field)) {
            case null -> Optional.empty();
            case Map<?, ?> m -> Optional.of(new Entry(route, prefix + field + ".", m, flaws));
            default -> none(field, "is not a list of fields and values");
        };
    }

    List<Entry> objects(String field) {
        var value = value(field);
        var entries = new ArrayList<Entry>();
        if (value instanceof List<?> list) {
            for (var i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof Map<?, ?> m) {
                    entries.add(new Entry(route, prefix + field + "[" + (i + 1) + "].", m, flaws));
                } else {
                    reject(field, "element " + (i + 1) + " is not a list of fields and values");
                }
            }
        } else if (value != null) {
            reject(field, "is not a list");
        }
        return entries;
    }

    private <T> Optional<T> none(String field, String detail) {
        reject(field, detail);
        return Optional.empty();
    }

    /** To be called when all has been read. */
    void verify() {
        map.keySet().stream().map(String::valueOf).filter(k -> !known.contains(k)).forEach(k -> reject(
                EditRules.printable(k), "is not known here; known are "
                        + String.join(", ", known.stream().sorted().toList())));
    }
}
