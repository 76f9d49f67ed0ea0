package stoa.stores.redis;

import java.util.List;

/** What Redis is asked to do; all its keys share a hash tag. */
public sealed interface Command {

    /** The key that says where a Cluster has it. */
    String key();

    /**
     * A command whose first argument is its only key, as nearly all have it.
     *
     * @param name {@code HGETALL}
     */
    record Plain(String name, String key, List<String> arguments) implements Command {
        public Plain {
            arguments = List.copyOf(arguments);
        }
    }

    /** A script with its {@code KEYS} and {@code ARGV}; one key at least. */
    record Scripted(Script script, List<String> keys, List<String> arguments) implements Command {
        public Scripted {
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("a script needs a key");
            }
            keys = List.copyOf(keys);
            arguments = List.copyOf(arguments);
        }

        @Override
        public String key() {
            return keys.getFirst();
        }
    }

    static Command of(String name, String key, String... arguments) {
        return new Plain(name, key, List.of(arguments));
    }
}
