package stoa.main.tour;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.http.Json;

/** Looks into JSON by a dotted path. */
final class JsonField {
    private JsonField() {}

    /** The value as text, a list's or an object's length; empty where there is none, or no JSON. */
    static String of(String json, String path) {
        try {
            Object at = Json.read(json, Object.class);
            for (var step : path.split("\\.")) {
                at = down(at, step);
            }
            return switch (at) {
                case null -> "";
                case List<?> list -> String.valueOf(list.size());
                case Map<?, ?> map -> String.valueOf(map.size());
                default -> at.toString();
            };
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static @Nullable Object down(@Nullable Object at, String step) {
        return switch (at) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list when step.matches("\\d{1,6}") && Integer.parseInt(step) < list.size() -> list
                    .get(Integer.parseInt(step));
            case null, default -> null;
        };
    }
}
