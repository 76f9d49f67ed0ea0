package stoa.gateway.route;

/**
 * A route of the main listener from the settings file.
 *
 * @param prefix begins with a slash; {@code /x/} leads everything below, {@code /x} also the path itself
 * @param service the service's name
 * @param strip whether the prefix is taken off before the service sees the path
 */
public record RouteSetting(String prefix, String service, boolean strip) {
    public RouteSetting {
        if (prefix == null || !prefix.startsWith("/") || prefix.contains("//") || prefix.contains("/.")
                || !prefix.chars().allMatch(c -> c > ' ' && c < 0x7f && "?#%".indexOf(c) < 0)) {
            throw new IllegalArgumentException("prefix is not a plain path that begins with a slash");
        }
        if (service == null || !service.matches("[a-z][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException("service is not a service's name");
        }
    }
}
