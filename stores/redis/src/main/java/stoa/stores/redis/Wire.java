package stoa.stores.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands as Lettuce sends them. */
final class Wire {
    private Wire() {}

    private record Keyword(String word) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** @param whole scripts as text rather than as digests */
    static List<AsyncCommand<String, String, Reply>> send(StatefulConnection<String, String> connection,
            List<Command> commands, Replicas wanted, boolean whole) {
        var encoded = commands.stream().map(c -> encoded(c, whole));
        return send(connection, wanted.count() == 0
                ? encoded.toList()
                : Stream.concat(encoded, Stream.of(words("WAIT", Integer.toString(wanted.count()),
                        Long.toString(wanted.millis())))).toList());
    }

    /** Asks a question without a key. */
    static AsyncCommand<String, String, Reply> ask(StatefulConnection<String, String> connection, String... words) {
        return send(connection, List.of(words(words))).getFirst();
    }

    private static AsyncCommand<String, String, Reply> words(String... words) {
        return named(words[0], new CommandArgs<>(StringCodec.UTF8).addValues(List.of(words).subList(1, words.length)));
    }

    private static List<AsyncCommand<String, String, Reply>> send(StatefulConnection<String, String> connection,
            List<AsyncCommand<String, String, Reply>> commands) {
        try {
            connection.dispatch(commands);
            return commands;
        } catch (RuntimeException e) {
            throw Faults.unavailable(e);
        }
    }

    private static AsyncCommand<String, String, Reply> named(String name, CommandArgs<String, String> arguments) {
        return new AsyncCommand<>(new io.lettuce.core.protocol.Command<>(new Keyword(name),
                new ReplyOutput(), arguments));
    }

    private static AsyncCommand<String, String, Reply> encoded(Command command, boolean whole) {
        var arguments = new CommandArgs<>(StringCodec.UTF8);
        var name = switch (command) {
            case Command.Plain c -> {
                arguments.addKey(c.key()).addValues(c.arguments());
                yield c.name();
            }
            case Command.Scripted c -> {
                arguments.add(whole ? c.script().text() : c.script().digest()).add(c.keys().size()).addKeys(c.keys())
                        .addValues(c.arguments());
                yield whole ? "EVAL" : "EVALSHA";
            }
        };
        return named(name, arguments);
    }

    /** {@code Redis 7.0.15} or {@code Valkey 8.1.0}. */
    static String version(String info) {
        var said = info.lines().filter(l -> l.contains(":")).map(l -> l.strip().split(":", 2))
                .collect(Collectors.toMap(f -> f[0], f -> f[1], (first, _) -> first));
        var valkey = said.get("valkey_version");
        return valkey == null ? "Redis " + said.getOrDefault("redis_version", "?") : "Valkey " + valkey;
    }
}
