package stoa.stores.redis;

import java.util.List;

/**
 * What the masters answered to a question without a key: one answer, or in a Cluster one of each master.
 *
 * @param generation of the connections on which they did; see {@link Redis#run(List, long, Replicas)}
 */
public record Told(long generation, List<Reply> answers) {
    public Told {
        answers = List.copyOf(answers);
    }
}
