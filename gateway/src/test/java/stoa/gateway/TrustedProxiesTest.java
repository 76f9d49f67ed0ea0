package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.RawInstance.Answer;

/** The gateway behind proxies on loopback and in 10.0.0.0/8 that it believes. */
class TrustedProxiesTest {
    private final RawInstance instance = answering(ok(""));
    private final TestGateway gateway = TestGateway.with("trusted-proxies", "[127.0.0.0/8, 10.0.0.0/8, 'fd00::/8']")
            .service("o", instance);

    @AfterEach
    void close() throws IOException {
        gateway.close();
        instance.close();
    }

    private Answer seen(String... headers) throws IOException {
        gateway.get("/o/", headers);
        return new Answer(instance.heads.getLast(), "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"192.0.2.1 | 192.0.2.1", "192.0.2.7, 192.0.2.1 | 192.0.2.1",
            "192.0.2.1, 10.1.1.1 | 192.0.2.1", "192.0.2.7, 192.0.2.1, 10.1.1.1, 10.2.2.2 | 192.0.2.1",
            "10.1.1.1 | 10.1.1.1", "10.3.3.3, 10.1.1.1 | 10.3.3.3", "2001:db8::1 | 2001:db8:0:0:0:0:0:1",
            "[2001:db8::1]:4711, fd00::1 | 2001:db8:0:0:0:0:0:1", "192.0.2.1:4711 | 192.0.2.1", "unknown | 127.0.0.1",
            "192.0.2.1, unknown, 10.1.1.1 | 10.1.1.1", "evil.example | 127.0.0.1", "' , ' | 127.0.0.1"})
    void theClientIsTheRightmostOfTheChainThatIsNotTrusted(String chain, String client) throws IOException {
        var seen = seen("X-Forwarded-For: " + chain);
        assertThat(gateway.log.getLast().remote()).isEqualTo(client);
        assertThat(seen.header("x-forwarded-for")).endsWith("127.0.0.1");
    }

    @Test
    void theChainIsKeptAndAddedTo() throws IOException {
        assertThat(seen("X-Forwarded-For: 192.0.2.7", "X-Forwarded-For: 192.0.2.1,10.1.1.1").header("x-forwarded-for"))
                .isEqualTo("192.0.2.7, 192.0.2.1, 10.1.1.1, 127.0.0.1");
        assertThat(seen().header("x-forwarded-for")).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-Prefix: ", "Forwarded: for=\"", "Forwarded: for=192.0.2.1;proto=\"",
            "X-Forwarded-For: ", "X-Forwarded-Host: "})
    void howeverLongWhatAProxyPassesOnIsItIsReadOrLeft(String field) throws IOException {
        for (var letters : new String[]{"/a", "a", "a,", "\\a"}) {
            assertThat(gateway.get("/o/", field + letters.repeat(14_000)).status()).isEqualTo(200);
        }
    }

    @Test
    void whatCameByTlsToAProxyIsNotSentToTlsOnceMore(@TempDir Path folder) throws IOException {
        try (var gateway = TestGateway
                .in(folder, "trusted-proxies", "[127.0.0.0/8]", "tls-port", "0", "tls-redirect", "true")
                .service("o", instance); var client = gateway.connect()) {
            var plain = "GET /o/ HTTP/1.1\r\nHost: localhost\r\n";
            assertThat(client.send(plain + "\r\n").answer().status()).isEqualTo(308);
            assertThat(client.send(plain + "X-Forwarded-Proto: https\r\n\r\n").answer().status()).isEqualTo(200);
        }
    }

    @Test
    void whatTheClientAskedForIsKept() throws IOException {
        var seen = seen("X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https", "X-Forwarded-Host: shop.example:8443",
                "X-Forwarded-Prefix: /outer");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("https");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("shop.example:8443");
        assertThat(seen.header("x-forwarded-port")).isEqualTo("8443");
        assertThat(seen.header("x-forwarded-prefix")).isEqualTo("/outer/o");
        assertThat(seen("X-Forwarded-Proto: https").header("x-forwarded-port")).isEqualTo("443");
        assertThat(seen("X-Forwarded-Port: 444").header("x-forwarded-port")).isEqualTo("444");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-Host: a/b", "X-Forwarded-Host: u@a", "X-Forwarded-Prefix: //evil",
            "X-Forwarded-Prefix: evil", "X-Forwarded-Proto: javascript", "X-Forwarded-Port: x",
            "X-Forwarded-User: root", "X_Forwarded_For: 192.0.2.1"})
    void whatCannotBeBelievedIsReplaced(String header) throws IOException {
        var seen = seen(header);
        assertThat(seen.header("x-forwarded-host")).isEqualTo("shop.example");
        assertThat(seen.header("x-forwarded-prefix")).isEqualTo("/o");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
        assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.header("x-forwarded-user")).isEmpty();
    }

    @Test
    void aProxyThatSpeaksForwardedAloneIsUnderstood() throws IOException {
        var seen = seen("Forwarded: for=192.0.2.7, For=\"[2001:db8::1]:47\";proto=https;host=\"shop.example:8443\"");
        assertThat(gateway.log.getLast().remote()).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(seen.header("x-forwarded-for")).isEqualTo("192.0.2.7, [2001:db8::1]:47, 127.0.0.1");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("https");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("shop.example:8443");
        assertThat(seen.header("forwarded")).isEqualTo("for=192.0.2.7, For=\"[2001:db8::1]:47\";proto=https;"
                + "host=\"shop.example:8443\", for=127.0.0.1;proto=http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=192.0.2.1;", "for", "for=\"192.0.2.1", "for=192.0.2.1 10.0.0.1", ";for=192.0.2.1",
            "for=192.0.2.1,", "for =192.0.2.1"})
    void oneThatBreaksTheRulesIsNone(String value) throws IOException {
        var seen = seen("Forwarded: " + value);
        assertThat(gateway.log.getLast().remote()).isEqualTo("127.0.0.1");
        assertThat(seen.header("forwarded")).isEmpty();
    }

    @Test
    void oneThatSpeaksBothIsBelievedInOneAlone() throws IOException {
        var seen = seen("Forwarded: for=192.0.2.66", "X-Forwarded-For: 192.0.2.1");
        assertThat(gateway.log.getLast().remote()).isEqualTo("192.0.2.1");
        assertThat(seen.header("forwarded")).isEmpty();
    }

    @Test
    void whatOneRequestSaysHoldsForThatOneAlone() throws IOException {
        try (var client = gateway.connect()) {
            client.send(request("GET", "/o/", "X-Forwarded-For: 192.0.2.1")).answer();
            client.send(request("GET", "/o/", "X-Forwarded-For: 192.0.2.2")).answer();
            client.send(request("GET", "/o/")).answer();
            client.send("nonsense\r\n\r\n").answer();
        }
        assertThat(gateway.log).extracting(e -> e.remote()).containsExactly("192.0.2.1", "192.0.2.2", "127.0.0.1",
                "127.0.0.1");
    }

    @Test
    void anAddressOfHttpsIsAskedForByTls() throws IOException {
        assertThat(gateway.ask(request("GET", "https://a/o/")).status()).isEqualTo(421);
        assertThat(gateway.ask(request("GET", "https://a/o/", "X-Forwarded-Proto: https")).status()).isEqualTo(200);
    }

    @Test
    void noClientOfThisMachineIsAnOperatorWithoutAToken() throws IOException {
        try (var catalog = answering(ok(""))) {
            gateway.service("catalog", catalog);
            gateway.ask(request("PUT", "/catalog/x", "Content-Length: 0").replace("shop.example", "localhost"));
            assertThat(new Answer(catalog.heads.getLast(), "").header("x-stoa-verdict")).startsWith("nobody;");
        }
    }

    @Test
    void othersAreNotBelieved() throws IOException {
        try (var strict = TestGateway.with("trusted-proxies", "[10.0.0.0/8]").service("o", instance)) {
            strict.get("/o/", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https", "Forwarded: for=192.0.2.1");
            var seen = new Answer(instance.heads.getLast(), "");
            assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
            assertThat(seen.header("forwarded")).isEmpty();
        }
    }
}
