package stoa.catalog.provider;

/** The id of an instance that has no other name than its address. */
public final class InstanceId {
    private InstanceId() {}

    /** Always the same for the same address: {@code orders-10.0.0.5-8080}. */
    public static String of(String service, String host, int port) {
        return service + "-" + host + "-" + port;
    }
}
