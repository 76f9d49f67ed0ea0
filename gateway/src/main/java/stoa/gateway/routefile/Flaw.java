package stoa.gateway.routefile;

/**
 * Something wrong with what was written.
 *
 * @param route which one, {@code route 3 (shop)}; empty where it is the text as a whole
 * @param field empty where it is the route as a whole
 */
public record Flaw(String route, String field, String detail) {
    @Override
    public String toString() {
        return (route.isEmpty() ? "" : route + ": ") + (field.isEmpty() ? "" : field + ": ") + detail;
    }
}
