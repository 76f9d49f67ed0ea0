package stoa.stores.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A Lettuce client and how it connects, each kind of URL in its way.
 *
 * @param nodesMade how many connections it has made by itself: to nodes of a Cluster
 * @param lookAgain asks a Cluster who holds what, and does not wait for it
 */
record Clients(AbstractRedisClient client, ClientResources resources,
        Supplier<CompletableFuture<? extends StatefulConnection<String, String>>> connect, LongSupplier nodesMade,
        Runnable lookAgain) implements AutoCloseable {
    private static final int THREADS = 2;
    private static final long SOONEST_MILLIS = 20;
    private static final long LATEST_MILLIS = 500;
    private static final Duration TOPOLOGY_EVERY = Duration.ofSeconds(5);
    private static final Duration TOPOLOGY_AT_MOST_EVERY = Duration.ofMillis(500);
    private static final long END_SECONDS = 2;

    static Clients of(RedisUrl url, RedisSettings settings, String name) {
        var resources = DefaultClientResources.builder().ioThreadPoolSize(THREADS).computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.exponential(SOONEST_MILLIS, LATEST_MILLIS, TimeUnit.MILLISECONDS, 2)).build();
        return switch (url.kind()) {
            case SINGLE, TLS -> {
                var host = url.hosts().getFirst();
                yield server(resources, settings, login(RedisURI.builder().withHost(host.bare()).withPort(host.port())
                        .withSsl(url.kind() == RedisUrl.Kind.TLS).withDatabase(url.database()), url, settings, name));
            }
            case SENTINEL -> {
                var uri = RedisURI.builder().withSentinelMasterId(url.master()).withDatabase(url.database());
                url.hosts().forEach(h -> uri.withSentinel(h.bare(), h.port()));
                var built = login(uri, url, settings, name);
                built.getSentinels().forEach(s -> s.setTimeout(settings.commandTimeout()));
                yield server(resources, settings, built);
            }
            case CLUSTER -> cluster(resources, settings, url, name);
        };
    }

    private static RedisURI login(RedisURI.Builder uri, RedisUrl url, RedisSettings settings, String name) {
        uri.withTimeout(settings.commandTimeout()).withClientName(name);
        if (!url.user().isEmpty()) {
            uri.withAuthentication(url.user(), url.password());
        } else if (!url.password().isEmpty()) {
            uri.withPassword(url.password().toCharArray());
        }
        return uri.build();
    }

    /** A connection that is lost is given up and made anew: the next one knows the reason, and Sentinels are asked again. */
    private static Clients server(ClientResources resources, RedisSettings settings, RedisURI uri) {
        var client = RedisClient.create(resources);
        client.setOptions(options(ClientOptions.builder(), settings).autoReconnect(false).build());
        return new Clients(client, resources,
                () -> client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture(), () -> 0, () -> {});
    }

    /** Connections to nodes come and go by themselves; nothing that was sent is sent again. */
    private static Clients cluster(ClientResources resources, RedisSettings settings, RedisUrl url, String name) {
        var uris = url.hosts().stream().map(h -> login(RedisURI.builder().withHost(h.bare()).withPort(h.port()), url,
                settings, name)).toList();
        var client = RedisClusterClient.create(resources, uris);
        var refresh = ClusterTopologyRefreshOptions.builder()
                .adaptiveRefreshTriggersTimeout(TOPOLOGY_AT_MOST_EVERY).enablePeriodicRefresh(TOPOLOGY_EVERY).build();
        var options = ClusterClientOptions.builder();
        options(options, settings);
        client.setOptions(options.topologyRefreshOptions(refresh).build());
        var made = new AtomicLong();
        client.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                made.incrementAndGet();
            }
        });
        return new Clients(client, resources, () -> client.refreshPartitionsAsync().toCompletableFuture()
                .thenCompose(_ -> client.connectAsync(StringCodec.UTF8)), made::get, () -> {
                    var _ = client.refreshPartitionsAsync();
                });
    }

    private static ClientOptions.Builder options(ClientOptions.Builder options, RedisSettings settings) {
        return options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).replayFilter(_ -> true)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder().connectTimeout(settings.connectTimeout()).keepAlive(true)
                        .tcpNoDelay(true).build());
    }

    @Override
    public void close() {
        client.shutdown(0, END_SECONDS, TimeUnit.SECONDS);
        // its threads end by themselves
        var _ = resources.shutdown(0, END_SECONDS, TimeUnit.SECONDS);
    }
}
