package stoa.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;
import stoa.tests.kit.RedisSet;

/** Something else at the address where Redis should be: each is told for what it is, and in time. */
@Timeout(60)
class NotRedisTest {
    private ServerSocket there;

    @FunctionalInterface
    private interface Conversation {
        void with(Socket client) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        there = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        there.close();
    }

    private void answering(Conversation conversation) {
        Thread.ofVirtual().start(() -> {
            while (!there.isClosed()) {
                try {
                    conversation.with(there.accept());
                } catch (IOException e) {
                    // the client has gone, or the test is over
                }
            }
        });
    }

    private void unavailable(String url, String words) {
        try (var redis = new RedisStores(RedisContract.settings(url, "400ms")).open("kit").orElseThrow()) {
            assertThatThrownBy(() -> redis.run(Command.of("GET", redis.key("a")))).isInstanceOf(RedisUnavailable.class)
                    .hasMessageContaining(words).hasMessageNotContainingAny("hidden", "127.0.0.1");
            var found = redis.check(Duration.ofSeconds(2));
            assertThat(found.ok()).isFalse();
            assertThat(found.detail()).contains(words).doesNotContain("hidden");
            assertThat(redis.connected()).isFalse();
        }
    }

    private String at(String form) {
        return form.formatted("127.0.0.1:" + there.getLocalPort());
    }

    @Test
    void aWebServer() {
        answering(client -> {
            client.getInputStream().read();
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        });
        unavailable(at("redis://:hidden@%s"), "does not speak Redis's protocol");
    }

    @Test
    void somethingThatSaysNothing() {
        answering(client -> {});
        unavailable(at("redis://:hidden@%s"), "no ");
        unavailable(at("redis-sentinel://:hidden@%s#counter"), "no ");
        unavailable(at("redis-cluster://:hidden@%s"), "no ");
    }

    @Test
    void somethingThatHangsUp() {
        answering(Socket::close);
        unavailable(at("redis://:hidden@%s"), "cannot be reached");
    }

    @Test
    void nothing() throws IOException {
        there.close();
        unavailable(at("redis://:hidden@%s"), "connection refused");
        unavailable(at("redis-sentinel://:hidden@%s#counter"), "connection refused");
        unavailable(at("redis-cluster://:hidden@%s"), "connection refused");
    }

    @Test
    void aNameThatNobodyKnows() {
        unavailable("redis://:hidden@nowhere.invalid", "name is not known");
    }

    @Test
    void aRedisWithoutTls() throws IOException {
        try (var plain = RedisServer.start(RedisProgram.EMBEDDED)) {
            unavailable("rediss://:hidden@127.0.0.1:" + plain.port(), "no ");
        }
    }

    @Test
    void aRedisThatIsNeitherSentinelNorCluster() throws IOException {
        try (var plain = RedisServer.start(RedisProgram.EMBEDDED)) {
            unavailable("redis-sentinel://127.0.0.1:" + plain.port() + "#counter", "Sentinel");
            unavailable("redis-cluster://127.0.0.1:" + plain.port(), "Cluster");
        }
    }

    @Test
    void aMasterThatNoSentinelKnows() throws IOException {
        try (var set = RedisSet.withSentinels(RedisProgram.EMBEDDED)) {
            unavailable(set.url() + "s", "no Sentinel tells of such a master");
        }
    }

    @Test
    void aRedisThatHasNoPassword() throws IOException {
        try (var open = RedisServer.start(RedisProgram.EMBEDDED)) {
            unavailable("redis://:hidden@127.0.0.1:" + open.port(), "refuses the login");
        }
    }
}
