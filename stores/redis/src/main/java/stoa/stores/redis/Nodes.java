package stoa.stores.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.models.role.RedisInstance.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The servers that stand behind a connection and take writes, by the connections on which commands go to them. */
final class Nodes {
    private Nodes() {}

    /** What a node is to do: commands by their places among all. */
    record Share(CompletableFuture<? extends StatefulConnection<String, String>> node, List<Integer> places) {}

    /** The connection itself, or those to each master of a Cluster. */
    static List<CompletableFuture<? extends StatefulConnection<String, String>>> masters(
            StatefulConnection<String, String> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, String> cluster
                ? cluster.getPartitions().stream()
                        .filter(n -> n.getRole() == Role.UPSTREAM && !n.hasNoSlots())
                        .<CompletableFuture<? extends StatefulConnection<String, String>>>map(n -> to(cluster, n))
                        .toList()
                : List.of(CompletableFuture.completedFuture(connection));
    }

    /** Whose each command is. */
    static List<Share> shares(StatefulConnection<String, String> connection, List<Command> commands) {
        var all = IntStream.range(0, commands.size()).boxed();
        if (!(connection instanceof StatefulRedisClusterConnection<String, String> cluster)) {
            return List.of(new Share(CompletableFuture.completedFuture(connection), all.toList()));
        }
        Map<RedisClusterNode, List<Integer>> byNode = all.collect(Collectors.groupingBy(
                n -> holding(cluster, commands.get(n).key()), LinkedHashMap::new, Collectors.toList()));
        return byNode.entrySet().stream().map(e -> new Share(to(cluster, e.getKey()), e.getValue())).toList();
    }

    private static RedisClusterNode holding(StatefulRedisClusterConnection<String, String> cluster, String key) {
        var node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        if (node == null) {
            throw new RedisUnavailable("Redis: the Cluster is not whole",
                    new IllegalStateException("nobody holds the slot of " + key)).beforeAnything();
        }
        return node;
    }

    private static CompletableFuture<? extends StatefulConnection<String, String>> to(
            StatefulRedisClusterConnection<String, String> cluster, RedisClusterNode node) {
        return cluster.getConnectionAsync(node.getUri().getHost(), node.getUri().getPort());
    }
}
