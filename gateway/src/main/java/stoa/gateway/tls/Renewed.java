package stoa.gateway.tls;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.events.Recorder;
import stoa.gateway.certificate.BadCertificate;
import stoa.runtime.Health;

/**
 * Something made of files, which are looked at every other second, and it is made anew when they have changed. Files that
 * cannot be used change nothing but the gateway's health: what was made before stays. Its lock is held while it is made.
 *
 * @param <T> what is made
 */
final class Renewed<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Renewed.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final Words words;
    private final Source<T> source;
    private final Recorder events;
    private final Thread watching;
    private Object seen;
    private @Nullable T retired;
    private volatile T current;
    private volatile String trouble = "";

    /**
     * How people are told.
     *
     * @param name of the health check and of the events' subject
     * @param what it is, in the plural: {@code certificates}
     */
    record Words(String name, String what) {
        private String refused(String trouble) {
            return "changed " + what + " cannot be used, the former ones stay: " + trouble;
        }
    }

    /** Where it comes from. */
    interface Source<T> {
        /** What looks different when it is worth making it again. */
        Object stamp();

        /** @throws BadCertificate with everything that is wrong, one line each */
        T make() throws BadCertificate;

        /** Said of a change; empty where what was made is the same as before. */
        String changed(T before, T after);

        /** Every time that the files are looked at. */
        default void tick(T current) {}

        /** Nothing begins with it any more. */
        void release(T made);
    }

    /** Makes it for the first time; {@link #start()} follows. @throws BadCertificate as {@link Source#make()} */
    Renewed(Words words, Source<T> source, Recorder events) throws BadCertificate {
        this.words = words;
        this.source = source;
        this.events = events;
        watching = Thread.ofVirtual().name(words.name).unstarted(this::watch);
        seen = source.stamp();
        current = source.make();
    }

    void start() {
        watching.start();
    }

    T current() {
        return current;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                lookWhateverComes();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** Watching goes on after what nobody expected, and the next look makes it anew. */
    private synchronized void lookWhateverComes() {
        try {
            look();
        } catch (RuntimeException e) {
            var why = e.getClass().getSimpleName() + ", see the log";
            if (!why.equals(trouble)) {
                LOG.warn("{}", words.refused(why), e);
            }
            trouble = why;
            seen = this;
        }
    }

    private void look() {
        releaseRetired();
        source.tick(current);
        var now = source.stamp();
        if (!now.equals(seen)) {
            seen = now;
            remake();
        }
    }

    /** Whoever took it before it was replaced has begun with it long ago. */
    private void releaseRetired() {
        var before = retired;
        retired = null;
        if (before != null) {
            source.release(before);
        }
    }

    private void remake() {
        try {
            var before = current;
            var fresh = source.make();
            trouble = "";
            retired = before;
            current = fresh;
            var changed = source.changed(before, fresh);
            if (!changed.isEmpty()) {
                tell("certificate.changed", words.what + " were changed: " + changed);
            }
        } catch (BadCertificate e) {
            trouble = String.valueOf(e.getMessage()).replace("\n", "; ");
            tell("certificate.refused", words.refused(trouble));
        }
    }

    private void tell(String kind, String what) {
        LOG.info("{}", what);
        events.record(kind, words.name, what, Map.of());
    }

    /** Present while changed files cannot be used. It degrades: what was made before still serves. */
    Optional<Health.Check> trouble() {
        var now = trouble;
        return now.isEmpty()
                ? Optional.empty()
                : Optional.of(new Health.Check(words.name, false, words.refused(now), Health.Weight.DEGRADES));
    }

    @Override
    public void close() {
        watching.interrupt();
        synchronized (this) {
            releaseRetired();
            source.release(current);
        }
    }
}
