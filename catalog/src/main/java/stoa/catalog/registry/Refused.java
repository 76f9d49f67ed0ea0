package stoa.catalog.registry;

import stoa.catalog.store.Stored;
import stoa.discovery.Registered;

/** A request that the registry cannot follow; the message says why, in words for whoever asked. */
public final class Refused extends RuntimeException {
    /** UNKNOWN: there is no such service or instance; CONFLICT: what is registered already does not allow it. */
    public enum Reason {
        UNKNOWN, CONFLICT
    }

    private final Reason reason;

    Refused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static Refused unknown(String service, String instance) {
        return new Refused(Reason.UNKNOWN, "instance " + instance + " of service " + service + " is not registered");
    }

    static Refused heldBy(Stored.Key key, Registered.Source by) {
        var whose = switch (by) {
            case SELF -> "was registered by request";
            case STATIC -> "comes from the settings";
            case DNS -> "was found in DNS";
            case DOCKER -> "was found in Docker";
        };
        return new Refused(Reason.CONFLICT, "instance " + key.instance() + " of service " + key.service() + " " + whose
                + ", and only that way can it change");
    }

    /** A gateway sends intents to routable catalogs alone. */
    static Refused onlyCatalog(String instance) {
        return new Refused(Reason.CONFLICT, instance + " is the only catalog that gets requests: without it nobody"
                + " could enable it again; start another one first");
    }

    public Reason reason() {
        return reason;
    }

    /** The message, never null. */
    public String words() {
        return String.valueOf(getMessage());
    }
}
