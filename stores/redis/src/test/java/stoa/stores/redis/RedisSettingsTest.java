package stoa.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;
import stoa.stores.redis.RedisUrl.Host;
import stoa.stores.redis.RedisUrl.Kind;

class RedisSettingsTest {
    @TempDir
    Path folder;

    private static Settings environment(Map<String, String> environment) {
        return Settings.of(Map.of(), environment, Optional.empty());
    }

    @Test
    void defaults() throws Exception {
        var in = environment(Map.of());
        assertThat(RedisSettings.read(in)).isEqualTo(RedisSettings.none())
                .isEqualTo(new RedisSettings(Optional.empty(), Duration.ofSeconds(2), Duration.ofSeconds(2)));
        in.verify();
        assertThat(new RedisStores(RedisSettings.none()).open("kit")).isEmpty();
        assertThat(new RedisStores(RedisSettings.none()).look("kit", Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void fullMapping() throws Exception {
        var in = environment(Map.of("REDIS_URL", "rediss://me:secret@cache:6380/2", "STOA_REDIS_CONNECT_TIMEOUT",
                "700ms", "STOA_REDIS_COMMAND_TIMEOUT", "1m"));
        var settings = RedisSettings.read(in);
        in.verify();
        assertThat(settings).isEqualTo(new RedisSettings(
                Optional.of(new RedisUrl(Kind.TLS, List.of(new Host("cache", 6380)), 2, "me", "secret", "")),
                Duration.ofMillis(700), Duration.ofMinutes(1)));
        assertThat(settings.toString()).doesNotContain("secret");
        assertThat(in.effective()).noneMatch(s -> s.shown().contains("secret"));
    }

    @Test
    void theAddressMayComeFromAFile() throws Exception {
        var file = Files.writeString(folder.resolve("redis"), "redis://:secret@cache\n");
        var in = environment(Map.of("REDIS_URL_FILE", file.toString()));
        assertThat(RedisSettings.read(in).url())
                .contains(new RedisUrl(Kind.SINGLE, List.of(new Host("cache", 6379)), 0, "", "secret", ""));
        in.verify();
        assertThat(in.effective()).noneMatch(s -> s.shown().contains("secret"));
    }

    @ParameterizedTest
    @CsvSource({
            "redis://h, SINGLE, h:6379, '', '', redis://h:6379",
            "redis://h:1/, SINGLE, h:1, '', '', redis://h:1",
            "redis://u:p@h/5, SINGLE, h:6379/5, u, p, redis://h:6379/5",
            "redis://:p%40%3A+:q@h, SINGLE, h:6379, '', p@:+:q, redis://h:6379",
            "rediss://u:p@[::1]:7, TLS, [::1]:7, u, p, rediss://[::1]:7",
            "'redis-sentinel://a:1,b/0#my%20master', SENTINEL, 'a:1,b:26379#my master', '', '', 'redis-sentinel://a:1,b:26379#my master'",
            "'redis-sentinel://:p@a/3#m', SENTINEL, a:26379/3#m, '', p, redis-sentinel://a:26379/3#m",
            "'redis-cluster://u:p@a:1,b', CLUSTER, 'a:1,b:6379', u, p, 'redis-cluster://a:1,b:6379'",
            "' redis://h ', SINGLE, h:6379, '', '', redis://h:6379"})
    void formsOfUrls(String text, Kind kind, String address, String user, String password, String shown) {
        var url = RedisUrl.parse(text);
        assertThat(url.kind()).isEqualTo(kind);
        assertThat(url.address()).isEqualTo(address);
        assertThat(url.user()).isEqualTo(user);
        assertThat(url.password()).isEqualTo(password);
        assertThat(url).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource({
            "http://u:hidden@h, does not begin with redis://",
            "hidden, does not begin with redis://",
            "redis://u:hidden@, names no host",
            "'redis://u:hidden@a,,b', names no host",
            "'redis://u:hidden@a,b', several hosts",
            "redis://hidden@h, without a password",
            "redis://u:hid/den@h, names no host",
            "redis://u:hid#den@h, names no host",
            "redis://u:hidden%zz@h, percent sign",
            "redis://u:hidden@h:99999, port",
            "redis://u:hidden@h/x, not a number",
            "redis://u:hidden@h?a=b, question mark",
            "redis://u:hidden@h#m, which is for redis-sentinel://",
            "redis-sentinel://u:hidden@h, call the master",
            "redis-cluster://u:hidden@h/1, only number 0"})
    void badUrlsAreErrorsInWordsWithoutThePassword(String text, String words) {
        var in = environment(Map.of("REDIS_URL", text));
        RedisSettings.read(in);
        assertThatThrownBy(in::verify).isInstanceOf(InvalidSettings.class).hasMessageStartingWith("redis-url: ")
                .hasMessageContaining(words).hasMessageEndingWith("(from REDIS_URL)")
                .hasMessageNotContainingAny("hidden", "hid");
    }

    @Test
    void timeoutsOfNothingAreErrors() {
        var in = environment(Map.of("STOA_REDIS_CONNECT_TIMEOUT", "0s", "STOA_REDIS_COMMAND_TIMEOUT", "0s"));
        RedisSettings.read(in);
        assertThatThrownBy(in::verify).hasMessageContaining("redis-connect-timeout: ")
                .hasMessageContaining("redis-command-timeout: ");
    }
}
