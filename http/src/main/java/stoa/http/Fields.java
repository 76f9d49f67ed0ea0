package stoa.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Values;
import tools.jackson.databind.JsonNode;

/**
 * Reads a JSON object field by field and gathers everything that is wrong, so that one answer names every bad field. A
 * field that cannot be used is answered with its default until {@link #verify()} refuses the whole. A client may send
 * fields that nobody reads.
 */
public final class Fields {
    private final JsonNode object;
    private final String prefix;
    private final List<Problem.FieldError> errors;

    private Fields(JsonNode object, String prefix, List<Problem.FieldError> errors) {
        this.object = object;
        this.prefix = prefix;
        this.errors = errors;
    }

    static Fields of(JsonNode object) {
        return new Fields(object, "", new ArrayList<>());
    }

    /** The same reading for what did not come as JSON: texts, numbers, booleans, and lists and maps of these. */
    public static Fields of(Map<String, ?> object) {
        return of(Json.tree(Json.bytes(object)));
    }

    /** Text that must be there and not blank. */
    public String text(String field) {
        var before = errors.size();
        var text = optionalText(field).filter(t -> !t.isBlank());
        if (text.isEmpty() && errors.size() == before) {
            reject(field, "must be there and not blank");
        }
        return text.orElse("");
    }

    public Optional<String> optionalText(String field) {
        return value(field, JsonNode::isString, "must be text").map(JsonNode::asString);
    }

    public boolean flag(String field, boolean otherwise) {
        return value(field, JsonNode::isBoolean, "must be true or false").map(JsonNode::asBoolean).orElse(otherwise);
    }

    public int integer(String field, int otherwise, int least, int most) {
        var range = "must be a whole number from " + least + " to " + most;
        return value(field, n -> n.isIntegralNumber() && n.canConvertToInt() && n.asInt() >= least && n.asInt() <= most,
                range).map(JsonNode::asInt).orElse(otherwise);
    }

    /** A whole number that has to be there; {@code least} where it is not, or not valid. */
    public int integer(String field, int least, int most) {
        if (!object.hasNonNull(field)) {
            reject(field, "must be there");
        }
        return integer(field, least, least, most);
    }

    /** As {@link #integer}, for numbers that may be larger. */
    public long number(String field, long otherwise, long least, long most) {
        var range = "must be a whole number from " + least + " to " + most;
        return value(field,
                n -> n.isIntegralNumber() && n.canConvertToLong() && n.asLong() >= least && n.asLong() <= most, range)
                .map(JsonNode::asLong).orElse(otherwise);
    }

    /** The same, of a number that has to be there; {@code least} where it is not, or not valid. */
    public long number(String field, long least, long most) {
        if (!object.hasNonNull(field)) {
            reject(field, "must be there");
        }
        return number(field, least, least, most);
    }

    /** A duration such as {@code 500ms} or {@code 15s} within bounds. */
    public Optional<Duration> duration(String field, Duration least, Duration most) {
        return optionalText(field).flatMap(text -> attempt(field, text, Values::duration)).filter(d -> {
            var within = d.compareTo(least) >= 0 && d.compareTo(most) <= 0;
            if (!within) {
                reject(field, "must be from " + Values.text(least) + " to " + Values.text(most));
            }
            return within;
        });
    }

    /** Parses a field's text; an {@link IllegalArgumentException}'s message says what is wrong with it. */
    public <T> Optional<T> parsed(String field, Function<String, T> parser) {
        return optionalText(field).flatMap(text -> attempt(field, text, parser));
    }

    /** An absolute http or https URL that leads to an {@link Origin}. */
    public Optional<URI> url(String field) {
        return parsed(field, text -> {
            URI uri;
            try {
                uri = URI.create(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("is not a URL", e);
            }
            Origin.of(uri);
            return uri;
        });
    }

    /** A list of texts, empty where there is none. */
    public List<String> texts(String field) {
        var list = value(field, n -> n.isArray() && n.valueStream().allMatch(JsonNode::isString),
                "must be a list of texts");
        return list.map(n -> n.valueStream().map(JsonNode::asString).toList()).orElse(List.of());
    }

    /** A nested object; its fields are named {@code route.prefix}. */
    public Optional<Fields> object(String field) {
        return value(field, JsonNode::isObject, "must be an object")
                .map(n -> new Fields(n, prefix + field + ".", errors));
    }

    /** A list of objects, empty where there is none; their fields are named {@code events[3].kind}. */
    public List<Fields> objects(String field) {
        var list = value(field, n -> n.isArray() && n.valueStream().allMatch(JsonNode::isObject),
                "must be a list of objects");
        var objects = new ArrayList<Fields>();
        list.ifPresent(n -> n.forEach(
                item -> objects.add(new Fields(item, prefix + field + "[" + objects.size() + "].", errors))));
        return objects;
    }

    /** An object whose values are all texts, in its own order; empty where there is none. */
    public Map<String, String> textsByName(String field) {
        var texts = new LinkedHashMap<String, String>();
        value(field, n -> n.isObject() && n.valueStream().allMatch(JsonNode::isString),
                "must be an object of texts")
                .ifPresent(n -> n.properties().forEach(p -> texts.put(p.getKey(), p.getValue().asString())));
        return texts;
    }

    public void reject(String field, String detail) {
        errors.add(new Problem.FieldError(prefix + field, detail));
    }

    /** To be called when all has been read. @throws Problem 422 naming every bad field */
    public void verify() {
        if (!errors.isEmpty()) {
            var summary = errors.stream().map(e -> e.field() + " " + e.detail()).toList();
            throw new Problem(422, String.join("; ", summary), errors);
        }
    }

    private Optional<JsonNode> value(String field, java.util.function.Predicate<JsonNode> valid, String otherwise) {
        @Nullable
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!valid.test(node)) {
            reject(field, otherwise);
            return Optional.empty();
        }
        return Optional.of(node);
    }

    private <T> Optional<T> attempt(String field, String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            reject(field, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }
}
