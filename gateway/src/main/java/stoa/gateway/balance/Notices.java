package stoa.gateway.balance;

/** Told of what becomes of instances and services; called on event loops, so it must not wait. */
public interface Notices {
    /** Tells nobody. */
    Notices NONE = new Notices() {
        @Override
        public void ejected(Upstream upstream, Ejection ejection) {
            // nobody is told
        }

        @Override
        public void recovered(Upstream upstream, Ejection from) {
            // nobody is told
        }

        @Override
        public void panic(String service, boolean begins) {
            // nobody is told
        }
    };

    /** The instance is left alone for its failures. Who met with a refused connection knows it by itself. */
    void ejected(Upstream upstream, Ejection ejection);

    /** The instance takes requests again. */
    void recovered(Upstream upstream, Ejection from);

    /** All instances of the service are left alone, by this gateway or by all, and requests go to them all the same; or no longer. */
    void panic(String service, boolean begins);
}
