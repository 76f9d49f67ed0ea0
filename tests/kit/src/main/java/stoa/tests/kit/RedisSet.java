package stoa.tests.kit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Several Redis servers that belong together: a master with replicas and Sentinels, or a Cluster. */
public final class RedisSet implements AutoCloseable {
    /** What Sentinels call the master. */
    public static final String MASTER = "counter";
    private static final int SLOTS = 16_384;

    private final List<RedisServer> servers;
    private final List<RedisServer> sentinels;

    private RedisSet(List<RedisServer> servers, List<RedisServer> sentinels) {
        this.servers = servers;
        this.sentinels = sentinels;
    }

    /** A master, two replicas and three Sentinels, which take the master for dead after a second. */
    public static RedisSet withSentinels(RedisProgram program) throws IOException {
        var set = new RedisSet(new ArrayList<>(), new ArrayList<>());
        try {
            var master = set.server(RedisServer.start(program));
            for (var n = 0; n < 2; n++) {
                set.server(RedisServer.start(program, "replicaof 127.0.0.1 " + master.port()));
            }
            RedisServer.await("replicas", () -> count(master.ask("INFO", "replication"), "state=online") == 2);
            for (var n = 0; n < 3; n++) {
                set.sentinels
                        .add(RedisServer.sentinel(program, master, 2, "down-after-milliseconds " + MASTER + " 1000",
                                "failover-timeout " + MASTER + " 3000"));
            }
            for (var sentinel : set.sentinels) {
                RedisServer.await("Sentinels that know all", () -> {
                    var known = sentinel.ask("SENTINEL", "MASTER", MASTER);
                    return known.contains("num-slaves\n2") && known.contains("num-other-sentinels\n2");
                });
            }
            return set;
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    /** Three masters that share the slots. */
    public static RedisSet cluster(RedisProgram program) throws IOException {
        var set = new RedisSet(new ArrayList<>(), List.of());
        try {
            for (var n = 0; n < 3; n++) {
                var node = set.server(RedisServer.start(program, "cluster-enabled yes", "cluster-node-timeout 2000"));
                node.ask(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"),
                        IntStream.range(SLOTS * n / 3, SLOTS * (n + 1) / 3).mapToObj(Integer::toString))
                        .toArray(String[]::new));
                node.ask("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(n + 1));
                node.ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(set.servers.getFirst().port()));
            }
            for (var node : set.servers) {
                RedisServer.await("a Cluster that is whole",
                        () -> node.ask("CLUSTER", "INFO").contains("cluster_state:ok")
                                && count(node.ask("CLUSTER", "NODES"), "connected") == 3);
            }
            return set;
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    private RedisServer server(RedisServer server) {
        servers.add(server);
        return server;
    }

    private static int count(String text, String word) {
        return text.split(word, -1).length - 1;
    }

    /** The Redis servers, the first master first. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** The server that holds the slot of a key. */
    public RedisServer holding(String key) {
        return servers.stream().filter(s -> !s.ask("EXISTS", key).contains("MOVED")).findFirst().orElseThrow();
    }

    public String url() {
        return sentinels.isEmpty()
                ? "redis-cluster://" + hosts(servers)
                : "redis-sentinel://" + hosts(sentinels) + "/0#" + MASTER;
    }

    private static String hosts(List<RedisServer> of) {
        return of.stream().map(s -> "127.0.0.1:" + s.port()).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }
}
