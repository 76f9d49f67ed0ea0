package stoa.catalog.calls.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import stoa.runtime.Settings;
import stoa.stores.redis.Redis;
import stoa.stores.redis.RedisSettings;
import stoa.stores.redis.RedisStores;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;
import stoa.tests.kit.RedisSet;

/** A Redis that one class of tests shares, empty before each. */
final class OnRedis implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final Start start;
    private final List<Redis> open = new ArrayList<>();
    @SuppressWarnings("NullAway.Init") // before all tests
    private Servers servers;

    @FunctionalInterface
    private interface Start {
        Servers start() throws IOException;
    }

    private record Servers(String url, List<RedisServer> all, Runnable close) {}

    private OnRedis(Start start) {
        this.start = start;
    }

    static OnRedis server(RedisProgram program) {
        return new OnRedis(() -> {
            var server = RedisServer.start(program);
            return new Servers(server.url(), List.of(server), server::close);
        });
    }

    static OnRedis cluster(RedisProgram program) {
        return new OnRedis(() -> {
            var cluster = RedisSet.cluster(program);
            return new Servers(cluster.url(), cluster.servers(), cluster::close);
        });
    }

    /** A catalog's connection, closed after the test. */
    Redis open() {
        var in = Settings.of(Map.of("redis-url", servers.url()), Map.of(), Optional.empty());
        var redis = new RedisStores(RedisSettings.read(in)).open("catalog").orElseThrow();
        open.add(redis);
        return redis;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        servers = start.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        open.forEach(Redis::close);
        open.clear();
        servers.all().forEach(s -> s.ask("FLUSHALL"));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        servers.close().run();
    }
}
