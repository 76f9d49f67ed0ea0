package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.TestGateway.request;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"boringssl", "jdk"})
class TlsListenerTest extends TlsCase {
    @Test
    void clientsAreServedByBothVersionsAndInstancesLearnOfIt() throws Exception {
        try (var gateway = shop()) {
            for (var version : List.of("TLSv1.2", "TLSv1.3")) {
                try (var client = client(gateway, version)) {
                    var socket = (SSLSocket) client.socket;
                    assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                    assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
                    assertThat(client.send(request("GET", "/health")).answer().body()).isEqualTo("own");
                    assertThat(client.send(request("GET", "/health")).answer().body()).isEqualTo("own");
                }
            }
            assertThat(gateway.own.heads.getFirst()).contains("X-Forwarded-Proto: https",
                    "X-Forwarded-Port: " + gateway.port("tls"));
            assertThat(gateway.get("/health").body()).isEqualTo("own");
            assertThat(gateway.own.heads.getLast()).contains("X-Forwarded-Proto: http\r");
        }
    }

    @Test
    void anOlderVersionIsRefusedWithAnAlert() throws Exception {
        try (var gateway = shop(); var old = new Socket(InetAddress.getLoopbackAddress(), gateway.port("tls"))) {
            old.setSoTimeout(20_000);
            var hello = "0302" + "11".repeat(32) + "00" + "0004" + "c009002f" + "0100";
            var length = hello.length() / 2;
            old.getOutputStream().write(HexFormat.of().parseHex("160301" + String.format("%04x", length + 4) + "01"
                    + String.format("%06x", length) + hello));
            assertThat(old.getInputStream().read()).isEqualTo(21);
            var rest = old.getInputStream().readAllBytes();
            assertThat(rest[rest.length - 1]).as("protocol_version").isEqualTo((byte) 70);
        }
    }

    @Test
    void theCertificateIsChosenByTheNameExactBeforeDomainBeforeFirst() throws Exception {
        try (var gateway = gateway(String.join(",", AUTHORITY.issue("first.example").into(folder, "a"),
                AUTHORITY.issue("*.shop.example").into(folder, "b"),
                AUTHORITY.issue("www.shop.example").into(folder, "c")))) {
            assertThat(names(gateway, "www.shop.example")).contains("CN=www.shop.example");
            assertThat(names(gateway, "WWW.Shop.Example")).contains("CN=www.shop.example");
            assertThat(names(gateway, "api.shop.example")).contains("CN=all.shop.example");
            assertThat(names(gateway, "a.b.shop.example")).contains("CN=first.example");
            assertThat(names(gateway, "shop.example")).contains("CN=first.example");
        }
    }

    @Test
    void aChangedCertificateIsTakenOverAndABadOneChangesNothing() throws Exception {
        try (var gateway = gateway(AUTHORITY.issue("shop.example").into(folder, "shop")); var open = client(gateway)) {
            var _ = AUTHORITY.issue("new.example").into(folder, "shop");
            await().atMost(SOON).until(() -> names(gateway, "x.example").contains("CN=new.example"));
            Files.writeString(folder.resolve("shop.pem"), "half a certif");
            await().atMost(SOON).until(() -> gateway.events.contains("certificate.refused tls"));
            assertThat(names(gateway, "x.example")).contains("CN=new.example");
            assertThat(gateway.tls.doorway().orElseThrow().check().detail()).contains("holds no certificate");
            assertThat(open.send(request("GET", "/health")).answer().body()).isEqualTo("own");
            var _ = AUTHORITY.issue("newest.example").into(folder, "shop");
            await().atMost(SOON).until(() -> names(gateway, "x.example").contains("CN=newest.example"));
            assertThat(gateway.tls.doorway().orElseThrow().check().ok()).isTrue();
            assertThat(gateway.events).contains("certificate.changed tls");
        }
    }

    @Test
    void everythingThatIsWrongWithTheCertificatesIsSaidAtOnce() throws Exception {
        var a = AUTHORITY.issue("a.example").into(folder, "a");
        var old = AUTHORITY.issue(Instant.now().minus(Duration.ofDays(1)), "old.example").into(folder, "old");
        Files.delete(folder.resolve("a-key.pem"));
        assertThatThrownBy(() -> gateway(a + "," + old).close()).rootCause()
                .hasMessageContaining("a-key.pem: there is no such file").hasMessageContaining("old.pem: expired at");
    }

    @Test
    void aCertificateNearItsEndDegrades() throws Exception {
        var ends = AUTHORITY.issue(Instant.now().plus(Duration.ofDays(5)), "shop.example").into(folder, "shop");
        try (var gateway = gateway(ends)) {
            var check = gateway.tls.doorway().orElseThrow().check();
            assertThat(check.ok()).isFalse();
            assertThat(check.detail()).contains("shop.example expires in 4 days");
        }
    }

    @Test
    void withoutACertificateOneForDevelopmentIsMade() throws Exception {
        try (var gateway = gateway("")) {
            var trust = java.security.KeyStore.getInstance(java.security.KeyStore.getDefaultType());
            trust.load(null, null);
            try (var in = Files.newInputStream(folder.resolve("tls/dev-ca.pem"))) {
                trust.setCertificateEntry("dev",
                        java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            var managers = javax.net.ssl.TrustManagerFactory.getInstance("PKIX");
            managers.init(trust);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            try (var http = java.net.http.HttpClient.newBuilder().sslContext(context).build()) {
                for (var host : List.of("localhost", "127.0.0.1")) {
                    var answer = http.send(java.net.http.HttpRequest.newBuilder(
                            java.net.URI.create("https://" + host + ":" + gateway.port("tls") + "/health")).build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.body()).isEqualTo("own");
                }
            }
        }
    }

    @Test
    void plainTextIsToldThatThisPortSpeaksTls() throws Exception {
        try (var gateway = shop(); var client = gateway.connect("tls")) {
            var answer = client.send(request("GET", "/health")).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("this port speaks TLS");
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void aSlowHandshakeIsEnded() throws Exception {
        try (var gateway = shop("client-header-timeout", "300ms");
                var silent = gateway.connect("tls");
                var slow = gateway.connect("tls")) {
            slow.out.write(HexFormat.of().parseHex("1603010200010001fc"));
            assertThat(silent.ends()).isTrue();
            slow.rest();
        }
    }

    @Test
    void aClientThatComesBackIsSparedTheLongHandshake() throws Exception {
        try (var gateway = shop()) {
            var context = AUTHORITY.client();
            try (var first = open(gateway, context, "shop.example", "TLSv1.2")) {
                first.getSession().putValue("mark", "seen");
            }
            try (var second = open(gateway, context, "shop.example", "TLSv1.2")) {
                assertThat(second.getSession().getValue("mark")).isEqualTo("seen");
            }
            await().atMost(SOON).until(() -> counted(gateway, "gateway_tls_handshakes") == 2);
            await().atMost(SOON).untilAsserted(
                    () -> assertThat(counted(gateway, "gateway_tls_resumptions")).as("the JDK does not tell")
                            .isEqualTo(provider.equals("boringssl") ? 1 : 0));
        }
    }

    private static double counted(TestGateway gateway, String counter) {
        return gateway.tls.doorway().orElseThrow().metrics().stream()
                .filter(m -> m.getMetadata().getName().equals(counter)).flatMap(m -> m.getDataPoints().stream())
                .mapToDouble(p -> ((CounterDataPointSnapshot) p).getValue()).sum();
    }

    @Test
    void plainRequestsForACertificatesNameAreSentOn() throws Exception {
        try (var gateway = shop("tls-redirect", "true")) {
            var to = "https://shop.example:" + gateway.port("tls");
            var moved = gateway.get("/health?a=b");
            assertThat(moved.status()).isEqualTo(308);
            assertThat(moved.header("location")).isEqualTo(to + "/health?a=b");
            var posted = gateway.ask(request("POST", "/x", "Content-Length: 2") + "ab");
            assertThat(posted.status()).isEqualTo(308);
            assertThat(gateway.ask("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").status()).isEqualTo(200);
            assertThat(gateway.ask("GET http://shop.example:8080/a HTTP/1.1\r\nHost: other\r\n\r\n")
                    .header("location")).isEqualTo(to + "/a");
            try (var client = client(gateway)) {
                assertThat(client.send(request("GET", "/health")).answer().status()).isEqualTo(200);
            }
        }
        try (var gateway = shop("tls-redirect", "443")) {
            assertThat(gateway.get("/").header("location")).isEqualTo("https://shop.example/");
        }
    }
}
