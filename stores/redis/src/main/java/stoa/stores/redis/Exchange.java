package stoa.stores.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Commands that were sent on one connection in one go, scripts as digests; the whole texts follow where they are not known. */
final class Exchange {
    private final StatefulConnection<String, String> connection;
    private final List<Command> commands;
    private final Replicas wanted;
    private final List<AsyncCommand<String, String, Reply>> sent;

    /** How to wait for an answer. */
    @FunctionalInterface
    interface Waiting {
        Reply on(Future<Reply> answer) throws ExecutionException;
    }

    Exchange(StatefulConnection<String, String> connection, List<Command> commands, Replicas wanted) {
        this.connection = connection;
        this.commands = commands;
        this.wanted = wanted;
        this.sent = Wire.send(connection, commands, wanted, false);
    }

    Replicated answers(Waiting waiting) throws ExecutionException {
        var replies = new ArrayList<@Nullable Reply>(commands.size());
        var unknown = new ArrayList<Integer>();
        for (var n = 0; n < commands.size(); n++) {
            try {
                replies.add(waiting.on(sent.get(n)));
            } catch (ExecutionException e) {
                if (!Faults.unknownScript(e)) {
                    throw e;
                }
                unknown.add(n);
                replies.add(null);
            }
        }
        var last = sent;
        if (!unknown.isEmpty()) {
            last = Wire.send(connection, unknown.stream().map(commands::get).toList(), wanted, true);
            for (var n = 0; n < unknown.size(); n++) {
                replies.set(unknown.get(n), waiting.on(last.get(n)));
            }
        }
        var replicas = wanted.count() == 0 ? 0 : waiting.on(last.getLast()).number();
        return new Replicated(replies.stream().map(r -> r == null ? new Reply.Nothing() : r).toList(), replicas);
    }
}
