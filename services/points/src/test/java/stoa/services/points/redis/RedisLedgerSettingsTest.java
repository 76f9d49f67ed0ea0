package stoa.services.points.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.runtime.Settings;
import stoa.stores.redis.RedisSettings;
import stoa.stores.redis.RedisStores;
import stoa.stores.redis.Replicas;

class RedisLedgerSettingsTest {
    private static Settings settings(Map<String, String> values) {
        return Settings.of(values, Map.of(), Optional.empty());
    }

    private static RedisLedgerSettings read(Settings in) {
        return RedisLedgerSettings.read(in, new RedisStores(RedisSettings.read(in)), "hits");
    }

    @Test
    void whereNothingIsSetNoReplicasAreWaitedFor() {
        assertThat(read(settings(Map.of("redis-url", "redis://cache"))))
                .isEqualTo(new RedisLedgerSettings("hits", new Replicas(0, Duration.ofSeconds(1)), Duration.ofDays(1)));
    }

    @Test
    void whereThereAreSentinelsOneReplicaIsWaitedFor() {
        assertThat(read(settings(Map.of("redis-url", "redis-sentinel://s1,s2/0#counter"))).replicas().count())
                .isEqualTo(1);
        assertThat(read(settings(Map.of("redis-url", "redis-sentinel://s1,s2/0#counter", "points-replicas", "0")))
                .replicas().count()).isZero();
    }

    @Test
    void allCanBeSet() {
        assertThat(read(settings(Map.of("redis-url", "redis-cluster://cache", "points-replicas", "2",
                "points-replicas-timeout", "300ms", "points-key-ttl", "2h")))).isEqualTo(
                        new RedisLedgerSettings("hits", new Replicas(2, Duration.ofMillis(300)), Duration.ofHours(2)));
    }

    @Test
    void aKeyIsNotForgottenBeforeAVisitCanBeTriedAgain() {
        var in = settings(Map.of("points-key-ttl", "59s"));
        read(in);
        assertThatThrownBy(in::verify).hasMessageContaining("points-key-ttl: must be at least 1m");
    }
}
