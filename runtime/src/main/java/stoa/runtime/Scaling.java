package stoa.runtime;

import java.util.List;

/** Runs more or fewer instances of a role while its process goes on. */
public interface Scaling {
    /** A platform that cannot be scaled from here, for the reason. */
    static Scaling none(String reason) {
        return (_, _) -> {
            throw new Refused(reason);
        };
    }

    /**
     * Brings a role to so many instances: new ones are announced, those that go are withdrawn, and what they have in flight
     * finishes after the return.
     *
     * @return the ids of those that run now
     * @throws Refused when this process does not run the role, or cannot run so many
     */
    List<String> scale(String role, int replicas) throws Refused;

    /** Why a role cannot be scaled so; the message is for whoever asked. */
    final class Refused extends Exception {
        public Refused(String message) {
            super(message);
        }
    }
}
