package stoa.stores.redis;

import java.util.List;
import stoa.runtime.Component;

/**
 * A Redis, wherever it runs. Calls block the calling thread until answered; call them from virtual threads. It connects
 * when it is first needed, and again after each loss. The keys of one owner share a hash tag, {@link #key}, so that a
 * Cluster keeps them on one node, and a script may touch them all.
 */
public interface Redis extends Component {

    /**
     * Runs one command or script.
     *
     * @throws RedisUnavailable when it cannot be reached, does not answer in time, or refuses to work now
     * @throws IllegalArgumentException with Redis's own words, when the command itself is wrong
     */
    Reply run(Command command);

    /**
     * Runs several, sent in one go and answered in their order. They are no transaction, and none may need what another
     * one does: some may have taken effect where this throws.
     *
     * @throws RedisUnavailable as for one
     */
    List<Reply> run(List<Command> commands);

    /**
     * Runs several as {@link #run(List)} does, on connections of this generation only, and waits for replicas once for all
     * of them. Each connection that is made begins another generation, a Cluster's to a single node as well: so whoever
     * has asked who answers there ({@link #ask}) runs nothing on somebody else.
     *
     * @throws RedisUnavailable also when it is another generation now; then nothing was sent
     */
    Replicated run(List<Command> commands, long generation, Replicas wanted);

    /**
     * Asks the master, or in a Cluster each of them, a question without a key: {@code INFO}.
     *
     * @throws RedisUnavailable when one of them does not answer
     */
    Told ask(String... words);

    /** {@code stoa:{owner}:name}: a key of this owner's. */
    String key(String name);

    /** Whether there is a connection, and the last call on it was answered; asks nothing. */
    boolean connected();
}
