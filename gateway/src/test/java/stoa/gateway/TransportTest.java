package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.gateway.listener.ListenerSettings.TransportChoice;
import stoa.gateway.listener.Transport;

class TransportTest {
    static java.util.stream.Stream<String> possible() {
        var words = java.util.stream.Stream.<String>builder().add("nio").add("auto");
        if (Epoll.isAvailable()) {
            words.add("epoll");
        }
        if (IoUring.isAvailable()) {
            words.add("io-uring");
        }
        return words.build();
    }

    @ParameterizedTest
    @MethodSource("possible")
    void everyInterfaceOfTheKernelCarriesTheSame(String transport) throws Exception {
        try (var instance = answering(ok("hi")); var gateway = TestGateway.with("gateway-transport", transport)) {
            gateway.service("o", instance).service("p", new stoa.discovery.RouteRecord("/p/", true),
                    TestGateway.nobody());
            assertThat(gateway.get("/o/").body()).isEqualTo("hi");
            assertThat(gateway.get("/p/").body()).contains("connection refused by p-1");
        }
    }

    @Test
    void theFirstThatTheMachineAllowsIsTaken() throws Exception {
        var transport = Transport.open(TransportChoice.AUTO, 1);
        assertThat(transport.kind()).isEqualTo(IoUring.isAvailable()
                ? TransportChoice.IO_URING
                : Epoll.isAvailable() ? TransportChoice.EPOLL : TransportChoice.NIO);
        transport.group().shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }
}
