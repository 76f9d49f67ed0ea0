package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.TestGateway.request;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.RouteRecord;
import stoa.gateway.RawInstance.Behaviour;
import stoa.gateway.certificate.TestAuthority;

@ParameterizedClass
@ValueSource(strings = {"boringssl", "jdk"})
class TlsUpstreamTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @Parameter
    @SuppressWarnings("NullAway.Init")
    String provider;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private TestGateway gateway(String... more) throws Exception {
        var all = new ArrayList<>(List.of("tls-provider", provider, "upstream-ca", AUTHORITY.into(folder).toString()));
        all.addAll(List.of(more));
        return TestGateway.with(all.toArray(String[]::new));
    }

    private static RawInstance instance(TestAuthority authority, Instant until, String... names) throws Exception {
        return RawInstance.secured(authority.context(authority.issue(until, names)),
                RawInstance.always(RawInstance.ok("secret")));
    }

    private static RawInstance good() throws Exception {
        return instance(AUTHORITY, Instant.now().plus(Duration.ofDays(9)), "localhost", "127.0.0.1");
    }

    @Test
    void anInstanceRegisteredByHttpsIsReachedByTls() throws Exception {
        try (var instance = good();
                var gateway = gateway().service("orders", instance);
                var client = gateway.connect()) {
            assertThat(client.send(request("GET", "/orders/1")).answer().body()).isEqualTo("secret");
            assertThat(client.send(request("GET", "/orders/2")).answer().body()).isEqualTo("secret");
            assertThat(instance.connections.get()).isOne();
            assertThat(instance.heads.getFirst()).startsWith("GET /1 HTTP/1.1").contains("Host: 127.0.0.1:");
        }
    }

    @Test
    void itsHostMayBeAName() throws Exception {
        try (var instance = good();
                var gateway = gateway().service("orders", new RouteRecord("/orders/", true),
                        java.net.URI.create("https://localhost:" + instance.port()))) {
            assertThat(gateway.get("/orders/1").body()).isEqualTo("secret");
        }
    }

    private void isRefused(RawInstance instance, String why) throws Exception {
        try (instance; var gateway = gateway().service("orders", instance)) {
            var answer = gateway.ask(request("POST", "/orders/1", "Content-Length: 2") + "ab");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("no trusted TLS connection to orders-1").contains(why);
            assertThat(instance.heads).isEmpty();
            assertThat(gateway.findings).containsExactly("orders-1 no trusted TLS connection");
            await().atMost(SOON).until(() -> instance.open() == 0);
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        isRefused(instance(AUTHORITY, Instant.now().minus(Duration.ofDays(1)), "127.0.0.1"),
                "its certificate has expired");
    }

    @Test
    void anUnknownAuthorityIsRefused() throws Exception {
        isRefused(instance(new TestAuthority(), Instant.now().plus(Duration.ofDays(9)), "127.0.0.1"),
                "no authority that is trusted here has signed its certificate");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        isRefused(instance(AUTHORITY, Instant.now().plus(Duration.ofDays(9)), "other.example"),
                "its certificate is not for 127.0.0.1");
    }

    @Test
    void anInstanceThatSpeaksNoTlsIsRefused() throws Exception {
        try (var plain = RawInstance.doing(peer -> {
            peer.in.read();
            peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            peer.rest();
        });
                var gateway = gateway().service("orders", new RouteRecord("/orders/", true),
                        java.net.URI.create("https://127.0.0.1:" + plain.port()))) {
            var answer = gateway.get("/orders/1");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("it does not speak TLS");
        }
    }

    @Test
    void anotherInstanceIsAskedInPlaceOfOneThatIsNotTrusted() throws Exception {
        try (var bad = instance(new TestAuthority(), Instant.now().plus(Duration.ofDays(9)), "127.0.0.1");
                var good = good();
                var gateway = gateway().service("orders", bad, good)) {
            for (var i = 0; i < 8; i++) {
                assertThat(gateway.ask(request("POST", "/orders/1", "Content-Length: 2") + "ab").body())
                        .isEqualTo("secret");
            }
        }
    }

    @Test
    void aHandshakeThatIsNotAnsweredTakesNoLongerThanAConnectionMay() throws Exception {
        try (var silent = RawInstance.doing(peer -> peer.rest());
                var gateway = gateway("upstream-connect-timeout", "300ms").service("orders",
                        new RouteRecord("/orders/", true), java.net.URI.create("https://127.0.0.1:" + silent.port()))) {
            var answer = gateway.get("/orders/1");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("no connection in time to orders-1");
            await().atMost(SOON).until(() -> silent.open() == 0);
        }
    }

    @Test
    void largeBodiesGoBothWays() throws Exception {
        var size = 4 << 20;
        var piece = "0123456789abcdef".repeat(4096);
        var echo = RawInstance.secured(AUTHORITY.context(AUTHORITY.issue("127.0.0.1")), peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            for (var left = size; left > 0; left -= piece.length()) {
                peer.send(peer.read(piece.length()));
            }
        });
        try (echo; var gateway = gateway().service("echo", echo); var client = gateway.connect()) {
            var sending = Thread.ofVirtual().start(() -> {
                try {
                    client.send(request("POST", "/echo/", "Content-Length: " + size));
                    for (var left = size; left > 0; left -= piece.length()) {
                        client.send(piece);
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            for (var left = size; left > 0; left -= piece.length()) {
                assertThat(client.read(piece.length())).isEqualTo(piece);
            }
            sending.join();
        }
    }

    @Test
    void anAnswerWithoutLengthIsWholeOnlyAfterAFarewell() throws Exception {
        var context = AUTHORITY.context(AUTHORITY.issue("127.0.0.1"));
        var polite = RawInstance.secured(context, peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\n\r\nall of it");
        });
        var cut = RawInstance.doing(plain -> {
            try (var peer = new RawInstance.Peer(
                    context.getSocketFactory().createSocket(plain.socket, plain.in, false), plain.heads())) {
                peer.head();
                peer.send("HTTP/1.1 200 OK\r\n\r\nhalf of it");
                plain.socket.close();
            }
        });
        try (polite;
                cut;
                var gateway = gateway().service("polite", polite).service("cut",
                        new RouteRecord("/cut/", true), java.net.URI.create("https://127.0.0.1:" + cut.port()))) {
            assertThat(gateway.get("/polite/").body()).isEqualTo("all of it");
            try (var client = gateway.connect()) {
                client.send(request("GET", "/cut/"));
                assertThat(client.rest()).contains("half of it").doesNotContain("\r\n0\r\n");
            }
            await().atMost(SOON).until(() -> gateway.log.size() == 2);
            assertThat(gateway.log.getLast().note()).contains("an answer broken off by");
        }
    }

    @Test
    void anInstanceThatAsksForACertificateIsShownTheGateways() throws Exception {
        AUTHORITY.issue("gateway.example").into(folder, "own");
        var asking = RawInstance.secured(AUTHORITY.context(AUTHORITY.issue("127.0.0.1")), peer -> {
            ((SSLSocket) peer.socket).setNeedClientAuth(true);
            peer.head();
            peer.send(RawInstance.ok(
                    ((SSLSocket) peer.socket).getSession().getPeerPrincipal().getName()));
        });
        try (asking;
                var gateway = gateway("upstream-certificate", folder.resolve("own.pem").toString(),
                        "upstream-key", folder.resolve("own-key.pem").toString()).service("orders", asking)) {
            assertThat(gateway.get("/orders/1").body()).isEqualTo("CN=gateway.example");
        }
    }

    @Test
    void changedFilesAreTakenOverAndBadOnesChangeNothing() throws Exception {
        var other = new TestAuthority();
        var file = Files.writeString(folder.resolve("changing.pem"), Files.readString(AUTHORITY.into(folder)));
        AUTHORITY.issue("gateway.example").into(folder, "own");
        Behaviour asking = peer -> {
            ((SSLSocket) peer.socket).setNeedClientAuth(true);
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                    + ((SSLSocket) peer.socket).getSession().getPeerPrincipal().getName());
        };
        try (var first = RawInstance.secured(AUTHORITY.context(AUTHORITY.issue("127.0.0.1")), asking);
                var second = instance(other, Instant.now().plus(Duration.ofDays(9)), "127.0.0.1");
                var gateway = TestGateway.with("tls-provider", provider, "upstream-ca", file.toString(),
                        "upstream-certificate", folder.resolve("own.pem").toString(), "upstream-key",
                        folder.resolve("own-key.pem").toString())) {
            gateway.service("first", first).service("second", second);
            assertThat(gateway.get("/first/").body()).isEqualTo("CN=gateway.example");
            assertThat(gateway.get("/second/").body()).contains("no authority that is trusted here");
            Files.writeString(file, "half a certif");
            await().atMost(SOON).until(() -> gateway.events.contains("certificate.refused upstream-tls"));
            assertThat(gateway.get("/first/").body()).isEqualTo("CN=gateway.example");
            var check = gateway.tls.upstreams().check().orElseThrow();
            assertThat(check.ok()).isFalse();
            assertThat(check.detail()).contains("changing.pem: holds no certificate", "the former ones stay");
            Files.writeString(file, Files.readString(AUTHORITY.into(folder)) + Files.readString(other.into(folder)));
            await().atMost(SOON).until(() -> gateway.get("/second/").body().equals("secret"));
            assertThat(gateway.tls.upstreams().check().orElseThrow().ok()).isTrue();
            AUTHORITY.issue("renewed.example").into(folder, "own");
            await().atMost(SOON).until(() -> gateway.get("/first/").body().equals("CN=renewed.example"));
            await().atMost(SOON).until(() -> gateway.events.stream()
                    .filter("certificate.changed upstream-tls"::equals).count() >= 2);
        }
    }

    @Test
    void filesThatCannotBeUsedStopTheStart() throws Exception {
        Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> TestGateway.with("upstream-ca", folder.resolve("empty.pem").toString()).close())
                .rootCause().hasMessageContaining("empty.pem: holds no certificate");
        assertThatThrownBy(() -> TestGateway.with("upstream-ca", folder.resolve("none.pem").toString()).close())
                .hasStackTraceContaining("none.pem: there is no such file");
    }
}
