package stoa.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stoa.runtime.Settings;
import stoa.stores.redis.Reply.Nothing;
import stoa.stores.redis.Reply.Text;
import stoa.stores.redis.Reply.Whole;

/** What Redis promises, whatever stands behind the interface. */
@Timeout(120)
abstract class RedisContract {
    static final Duration SECOND = Duration.ofSeconds(1);
    private static final Script ADD = Script.of("""
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return redis.call('INCRBY', KEYS[1], ARGV[1])""");

    final List<Redis> opened = new ArrayList<>();
    Redis redis;

    /** What REDIS_URL says. */
    abstract String url();

    /** {@code redis}, {@code redis-sentinel} or {@code redis-cluster}. */
    abstract String kind();

    /** Forgets the scripts that the server knows. */
    abstract void forgetScripts();

    static RedisSettings settings(String url, String timeout) {
        return RedisSettings.read(Settings.of(Map.of("redis-url", url, "redis-command-timeout", timeout,
                "redis-connect-timeout", timeout), Map.of(), Optional.empty()));
    }

    Redis open(String url, String timeout) {
        var one = new RedisStores(settings(url, timeout)).open("kit").orElseThrow();
        opened.add(one);
        return one;
    }

    @BeforeEach
    void openRedis() {
        redis = open(url(), "5s");
        redis.run(Command.of("DEL", redis.key("a"), redis.key("b")));
    }

    @AfterEach
    void close() {
        opened.forEach(Redis::close);
        opened.clear();
    }

    @Test
    void answersHaveTheirShapes() {
        var a = redis.key("a");
        var b = redis.key("b");
        assertThat(redis.run(Command.of("GET", a))).isEqualTo(new Nothing());
        assertThat(redis.run(Command.of("SET", a, "größe ☂\t\n")).text()).isEqualTo("OK");
        assertThat(redis.run(Command.of("GET", a))).isEqualTo(new Text("größe ☂\t\n"));
        assertThat(redis.run(Command.of("HSET", b, "x", "1", "y", ""))).isEqualTo(new Whole(2));
        assertThat(redis.run(Command.of("HGETALL", b)).fields())
                .containsExactly(new Reply.Field("x", "1"), new Reply.Field("y", ""));
        assertThat(redis.run(Command.of("HMGET", b, "x", "z")).many()).containsExactly(new Text("1"), new Nothing());
        assertThat(redis.run(Command.of("HKEYS", redis.key("none"))).texts()).isEmpty();
        assertThat(redis.run(Script.of("return {1, {'x', {}}, false}").with(List.of(a), List.of())).many())
                .containsExactly(new Whole(1),
                        new Reply.Many(List.of(new Text("x"), new Reply.Many(List.of()))), new Nothing());
    }

    @Test
    void aScriptWorksAlsoOnAServerThatHasForgottenIt() {
        var keys = List.of(redis.key("a"), redis.key("b"));
        assertThat(redis.run(ADD.with(keys, List.of("3"))).number()).isEqualTo(3);
        forgetScripts();
        assertThat(redis.run(ADD.with(keys, List.of("4"))).number()).isEqualTo(7);
        assertThat(redis.run(Command.of("LRANGE", redis.key("b"), "0", "-1")).texts()).containsExactly("3", "4");
    }

    @Test
    void manyCommandsAreAnsweredInTheirOrder() {
        var commands = IntStream.range(0, 1000).mapToObj(n -> Command.of("INCRBY", redis.key("a"), "1")).toList();
        assertThat(redis.run(commands)).extracting(Reply::number)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 1000).mapToObj(n -> (long) n).toList());
        assertThat(redis.run(List.of())).isEmpty();
    }

    @Test
    void manyWhoAskAtOnceShareTheConnection() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var told = new ArrayList<Future<?>>();
            for (var n = 0; n < 500; n++) {
                told.add(threads.submit(() -> redis.run(Command.of("INCRBY", redis.key("a"), "2"))));
            }
            for (var one : told) {
                one.get();
            }
        }
        assertThat(redis.run(Command.of("GET", redis.key("a"))).number()).isEqualTo(1000);
    }

    @Test
    void whatIsWrongWithACommandIsItsOwnAffair() {
        redis.run(Command.of("SET", redis.key("a"), "text"));
        assertThatThrownBy(() -> redis.run(Command.of("INCR", redis.key("a"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not an integer");
        assertThatThrownBy(() -> redis.run(Script.of("return nonsense(").with(List.of(redis.key("a")), List.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(redis.run(Command.of("GET", redis.key("a"))).text()).isEqualTo("text");
        assertThat(redis.connected()).isTrue();
    }

    @Test
    void whatIsMeantForOneServerRunsOnNoOther() {
        var told = redis.ask("INFO", "server");
        assertThat(told.answers()).isNotEmpty().allSatisfy(a -> assertThat(a.text()).contains("run_id:"));
        var add = Command.of("INCRBY", redis.key("a"), "2");
        assertThat(onThisOne(List.of(add, add), Replicas.NONE).replies()).containsExactly(new Whole(2), new Whole(4));
        assertThatThrownBy(() -> redis.run(List.of(add), told.generation() - 1, Replicas.NONE))
                .isInstanceOfSatisfying(RedisUnavailable.class, e -> assertThat(e.isEffectUnknown()).isFalse());
        assertThat(redis.run(Command.of("GET", redis.key("a"))).number()).isEqualTo(4);
    }

    /** On whoever answers now; to a Cluster's nodes connections come and go. */
    Replicated onThisOne(List<Command> commands, Replicas wanted) {
        while (true) {
            try {
                return redis.run(commands, redis.ask("PING").generation(), wanted);
            } catch (RedisUnavailable e) {
                assertThat(e.isEffectUnknown()).isFalse();
            }
        }
    }

    @Test
    void whoWaitsForReplicasHearsHowManyThereWere() {
        var keys = List.of(redis.key("a"), redis.key("b"));
        var wanted = new Replicas(1, Duration.ofMillis(500));
        forgetScripts();
        var told = onThisOne(List.of(ADD.with(keys, List.of("3")), Command.of("GET", redis.key("a"))), wanted);
        // the script was not known: it ran when it was sent again, after the other
        assertThat(told.replies()).containsExactly(new Whole(3), new Nothing());
        assertThat(told.replicas()).isBetween((long) replicas(), 2L);
        assertThat(onThisOne(List.of(ADD.with(keys, List.of("4")), Command.of("GET", redis.key("a"))), wanted)
                .replies()).containsExactly(new Whole(7), new Text("7"));
    }

    /** How many there are to wait for, one or none. */
    int replicas() {
        return 0;
    }

    @Test
    void aCheckTellsKindVersionAndAddressButNoSecret() {
        var condition = redis.check(Duration.ofSeconds(10));
        assertThat(condition.ok()).as(condition.detail()).isTrue();
        assertThat(condition.kind()).isEqualTo(kind());
        assertThat(condition.version()).matches("Redis \\d+\\.\\d+\\.\\d+");
        assertThat(condition.latency()).isPositive();
        assertThat(condition.address()).contains("127.0.0.1:").doesNotContain("@", "s3cret");
        assertThat(redis.name()).isEqualTo("redis/kit");
        assertThat(redis.connected()).isTrue();
    }

    @Test
    void aCheckLeavesNoKey() {
        assertThat(redis.check(Duration.ofSeconds(10)).ok()).isTrue();
        var keys = Script.of("return redis.call('KEYS', ARGV[1])").with(List.of(redis.key("a")),
                List.of("stoa:{kit}:check*"));
        assertThat(redis.run(keys).texts()).isEmpty();
    }

    @Test
    void aRoundTripTellsWhatACheckTells() {
        var backend = new RedisStores(settings(url(), "5s"));
        assertThat(backend.name()).isEqualTo("redis");
        try (var one = backend.roundTrip("infra-1").orElseThrow()) {
            var condition = one.check(Duration.ofSeconds(10));
            assertThat(condition.ok()).as(condition.detail()).isTrue();
            assertThat(condition.kind()).isEqualTo(kind());
        }
        assertThat(new RedisStores(RedisSettings.none()).roundTrip("infra-1")).isEmpty();
    }

    @Test
    void aLookLeavesNothingOpen() {
        var found = new RedisStores(settings(url(), "5s")).look("kit", Duration.ofSeconds(10)).orElseThrow();
        assertThat(found.ok()).as(found.detail()).isTrue();
    }

    @Test
    void afterItsCloseItIsUnavailable() {
        var other = open(url(), "5s");
        other.run(Command.of("GET", other.key("a")));
        other.close();
        assertThat(other.connected()).isFalse();
        assertThatThrownBy(() -> other.run(Command.of("GET", other.key("a")))).isInstanceOf(RedisUnavailable.class);
    }
}
