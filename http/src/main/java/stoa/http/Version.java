package stoa.http;

/** The version of the running program. */
public final class Version {
    private static final String CURRENT = read();

    private Version() {}

    /** As built, from the manifest; {@code dev} when the program runs from its classes. */
    public static String current() {
        return CURRENT;
    }

    private static String read() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
