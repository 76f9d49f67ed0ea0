package stoa.http;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON Schemas (2020-12) of Java types as {@link Json} writes them; records become named schemas, each told once. */
final class Schemas {
    private static final Map<Class<?>, Map<String, Object>> PLAIN = Map.ofEntries(
            Map.entry(String.class, Map.of("type", "string")), Map.entry(boolean.class, Map.of("type", "boolean")),
            Map.entry(Boolean.class, Map.of("type", "boolean")), Map.entry(int.class, integer("int32")),
            Map.entry(Integer.class, integer("int32")), Map.entry(long.class, integer("int64")),
            Map.entry(Long.class, integer("int64")), Map.entry(double.class, Map.of("type", "number")),
            Map.entry(Double.class, Map.of("type", "number")), Map.entry(float.class, Map.of("type", "number")),
            Map.entry(Float.class, Map.of("type", "number")), Map.entry(Instant.class, string("date-time")),
            Map.entry(LocalDate.class, string("date")), Map.entry(URI.class, string("uri")),
            Map.entry(UUID.class, string("uuid")),
            Map.entry(Duration.class, Map.of("type", "string", "pattern", "^\\d+(ms|s|m|h|d)$")));

    private final Map<String, Class<?>> names = new TreeMap<>();
    private final Map<String, Object> named = new TreeMap<>();

    private static Map<String, Object> integer(String format) {
        return Map.of("type", "integer", "format", format);
    }

    private static Map<String, Object> string(String format) {
        return Map.of("type", "string", "format", format);
    }

    /** The named schemas that have been referred to so far. */
    Map<String, Object> named() {
        return named;
    }

    Map<String, Object> of(Type type) {
        return switch (type) {
            case Class<?> plain -> ofClass(plain);
            case ParameterizedType generic -> ofGeneric(generic);
            default -> Map.of();
        };
    }

    private Map<String, Object> ofClass(Class<?> type) {
        var plain = PLAIN.get(type);
        if (plain != null) {
            return plain;
        }
        if (type.isEnum()) {
            var words = Arrays.stream(type.getEnumConstants()).map(c -> c.toString().toLowerCase(Locale.ROOT)).toList();
            return Map.of("type", "string", "enum", words);
        }
        if (type.isArray() && type != byte[].class) {
            return Map.of("type", "array", "items", of(type.getComponentType()));
        }
        return type.isRecord() ? Map.of("$ref", "#/components/schemas/" + name(type)) : Map.of();
    }

    private Map<String, Object> ofGeneric(ParameterizedType type) {
        var raw = (Class<?>) type.getRawType();
        var arguments = type.getActualTypeArguments();
        if (Collection.class.isAssignableFrom(raw)) {
            return Map.of("type", "array", "items", of(arguments[0]));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return Map.of("type", "object", "additionalProperties", of(arguments[1]));
        }
        return raw == Optional.class ? orNull(of(arguments[0])) : ofClass(raw);
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        return schema.isEmpty() ? schema : Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }

    private String name(Class<?> type) {
        var name = type.getSimpleName();
        if (names.getOrDefault(name, type) != type) {
            name = type.getName().replace('$', '.');
        }
        if (names.putIfAbsent(name, type) == null) {
            named.put(name, object(type));
        }
        return name;
    }

    private Map<String, Object> object(Class<?> type) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            var schema = of(component.getGenericType());
            var nullable = isNullable(component.getAnnotatedType());
            properties.put(component.getName(), nullable ? orNull(schema) : schema);
            if (!nullable && component.getType() != Optional.class) {
                required.add(component.getName());
            }
        }
        return Map.of("type", "object", "properties", properties, "required", required);
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }
}
