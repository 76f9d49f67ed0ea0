package stoa.services.users;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page ends.
 *
 * @param key what the last user on it is ordered by: the folded name, the date, empty for the id itself
 */
record Place(Order order, String key, long id) {

    static Place of(Order order, User last) {
        return new Place(order, switch (order.by()) {
            case ID -> "";
            case NOME -> Fold.of(last.nome());
            case ATIVO_DESDE -> last.ativo_desde().toString();
        }, last.id());
    }

    /** As a text that a URL takes as it is. */
    String cursor() {
        var text = order + " " + id + " " + key;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when no page of that order has told it */
    static Place of(Order order, String cursor) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 3);
            if (parts.length == 3 && parts[0].equals(order.toString()) && isKey(order, parts[2])) {
                return new Place(order, parts[2], Long.parseLong(parts[1]));
            }
        } catch (IllegalArgumentException e) {
            // answered below, as any other text
        }
        throw new IllegalArgumentException("is not one that a page in this order has linked to");
    }

    private static boolean isKey(Order order, String key) {
        return switch (order.by()) {
            case ID -> key.isEmpty();
            case NOME -> key.indexOf('\0') < 0; // which PostgreSQL does not take
            case ATIVO_DESDE -> Details.date(key).toString().equals(key);
        };
    }
}
