package stoa.stores.relational;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.runtime.StartFailed;

/** The files that instances of this process have open together: the first opens a file, the last closes it. */
final class OpenFiles {
    private final Map<String, Shared> open = new HashMap<>();

    /** Opens a file. */
    @FunctionalInterface
    interface Opening {
        Relational open() throws StartFailed;
    }

    private static final class Shared {
        final Relational store;
        int users;

        Shared(Relational store) {
            this.store = store;
        }
    }

    /** The owner's store, opened where nobody has it open. */
    synchronized Relational join(String owner, Opening opening) throws StartFailed {
        var shared = open.get(owner);
        if (shared == null) {
            shared = new Shared(opening.open());
            open.put(owner, shared);
        }
        shared.users++;
        return new Part(owner, shared);
    }

    private synchronized void leave(String owner, Shared shared) {
        if (--shared.users == 0) {
            open.remove(owner);
            shared.store.close();
        }
    }

    /** One instance's share in an open file. */
    private final class Part implements Relational {
        private final String owner;
        private final Shared shared;
        private boolean left;

        Part(String owner, Shared shared) {
            this.owner = owner;
            this.shared = shared;
        }

        @Override
        public <T extends @Nullable Object> T write(Work<T> work) {
            return shared.store.write(work);
        }

        @Override
        public <T extends @Nullable Object> T read(Work<T> work) {
            return shared.store.read(work);
        }

        @Override
        public boolean shared() {
            return shared.store.shared();
        }

        @Override
        public String name() {
            return shared.store.name();
        }

        @Override
        public Condition check(Duration timeout) {
            return shared.store.check(timeout);
        }

        @Override
        public void close() {
            synchronized (OpenFiles.this) {
                if (!left) {
                    left = true;
                    leave(owner, shared);
                }
            }
        }
    }
}
