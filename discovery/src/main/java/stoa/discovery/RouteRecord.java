package stoa.discovery;

/**
 * A path prefix at the gateway that leads to a service.
 *
 * @param prefix begins and ends with a slash, or names one path exactly and below ({@code /users})
 * @param strip whether the prefix is taken off before the service sees the path
 */
public record RouteRecord(String prefix, boolean strip) {}
