package stoa.discovery;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names that services and their instances may have. */
public final class ServiceNames {
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    /** Words that stand in a service's place in the catalog's paths. */
    private static final Set<String> RESERVED = Set.of("health", "logs", "stats", "discover", "watch", "call",
            "prometheus");

    private ServiceNames() {}

    /** Reads a service's name. @throws IllegalArgumentException saying what is wrong with it, to follow the field's name */
    public static String service(String name) {
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException("is reserved: " + String.join(", ", new TreeSet<>(RESERVED)));
        }
        if (!SERVICE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "must have 1 to 63 lower-case letters, digits or hyphens and begin with a letter");
        }
        return name;
    }

    /** Reads an instance's id. @throws IllegalArgumentException saying what is wrong with it, to follow the field's name */
    public static String instance(String id) {
        if (!INSTANCE.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "must have 1 to 128 letters, digits or . _ : - and begin with a letter or digit");
        }
        return id;
    }
}
