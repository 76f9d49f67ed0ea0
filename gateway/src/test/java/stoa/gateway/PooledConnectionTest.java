package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.gateway.RawInstance.Peer;

class PooledConnectionTest {
    private static final int STEP = 24 * 1024;

    private final TestGateway gateway = TestGateway.with("gateway-threads", "1");

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    /** Which size fills the client's side with its last bytes depends on the kernel, so a range of them is tried. */
    @Test
    void anAnswerThatItsClientDoesNotReadLeavesTheConnectionFitForTheNext() throws IOException {
        var slow = new ArrayList<Peer>();
        try (var instance = doing(peer -> {
            String head;
            while ((head = peer.head()) != null) {
                peer.send(ok("x".repeat(Integer.parseInt(head.substring("GET /".length(), head.indexOf(" HTTP"))))));
            }
        })) {
            gateway.service("o", instance);
            var size = 0;
            do {
                // the connection that was used last is taken first
                assertThat(gateway.get("/o/2").body()).isEqualTo("xx");
                size += STEP;
                var client = withoutRoom();
                slow.add(client);
                client.send(request("GET", "/o/" + size));
            } while (isRelayed(slow.size() * 2));
            assertThat(size).as("the largest answer that was taken whole").isGreaterThan(256 * 1024);
        } finally {
            for (var client : slow) {
                client.close();
            }
        }
    }

    /** A client with as small a buffer as there is. */
    private Peer withoutRoom() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(1);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port("main")));
        return new Peer(socket, new CopyOnWriteArrayList<>());
    }

    private boolean isRelayed(int answers) {
        try {
            Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> gateway.log.size() == answers);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    @Test
    void aClientWhoseBodyNobodyTakesMaySendItAndReadsItsAnswer() throws IOException {
        try (var client = gateway.connect()) {
            client.send(request("POST", "/nothing-is-here", "Content-Length: 1000000", "Connection: close"));
            assertThat(client.answer().status()).isEqualTo(503);
            assertThat(client.ends()).isTrue();
            assertThatCode(() -> {
                for (var i = 0; i < 10; i++) {
                    client.send("x".repeat(100_000));
                }
            }).doesNotThrowAnyException();
        }
    }
}
