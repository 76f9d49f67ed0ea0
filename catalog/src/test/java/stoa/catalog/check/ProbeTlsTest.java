package stoa.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.client.Trust;

/** Checks of instances that are registered by https: who is not trusted is not well, and the reason says why. */
class ProbeTlsTest {
    private static final String PASSWORD = "not-a-secret";
    private static final CheckRecord CHECK = new CheckRecord("/", false, Duration.ofSeconds(2), Duration.ofSeconds(20));

    private final Timing timing = Timing.real(Clock.systemUTC());
    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void close() {
        timing.close();
    }

    /** Makes a certificate that is its own authority. @return it, in PEM */
    private String make(String name, String host) throws Exception {
        keytool("-genkeypair", "-alias", "own", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=" + host,
                "-validity", "9", "-keystore", store(name).toString());
        var made = KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray()).getCertificate("own");
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(made.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-J-XX:TieredStopAtLevel=1", "-J-Xshare:auto"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** An instance that shows this certificate and answers 200. */
    private SSLServerSocket instance(String name) throws Exception {
        var store = KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 10,
                InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> serve(server));
        return server;
    }

    private static void serve(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (var socket = server.accept()) {
                var lines = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                for (var line = lines.readLine(); line != null && !line.isEmpty();) {
                    line = lines.readLine();
                }
                socket.getOutputStream().write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // the other side did not trust it, or the test is over
            }
        }
    }

    private static URI url(SSLServerSocket of) {
        return URI.create("https://127.0.0.1:" + of.getLocalPort());
    }

    private Finding look(Trust trust, SSLServerSocket at) throws Exception {
        return Probe.real(timing, trust).at(url(at), CHECK);
    }

    @Test
    void anInstanceWithACertificateThatIsTrustedIsUp() throws Exception {
        var authority = Files.writeString(folder.resolve("ca.pem"), make("known", "ip:127.0.0.1"));
        try (var instance = instance("known")) {
            var finding = look(Trust.with(authority), instance);
            assertThat(finding.detail()).matches("200 in \\d+ ms");
            assertThat(finding.ok()).isTrue();
        }
    }

    @Test
    void oneThatNobodyKnowsIsDownAndTheReasonSaysSo() throws Exception {
        make("unknown", "ip:127.0.0.1");
        try (var instance = instance("unknown")) {
            assertThat(look(Trust.usual(), instance)).isEqualTo(Finding.failed(
                    "no TLS connection: no authority that is trusted here has signed its certificate"));
        }
    }

    @Test
    void oneForAnotherHostIsDown() throws Exception {
        var authority = Files.writeString(folder.resolve("ca.pem"), make("other", "dns:other.example"));
        try (var instance = instance("other")) {
            assertThat(look(Trust.with(authority), instance))
                    .isEqualTo(Finding.failed("no TLS connection: its certificate is not for 127.0.0.1"));
        }
    }

    /** Without a start anew; a file that is broken meanwhile takes no trust away. */
    @Test
    void anAuthorityThatIsAddedLaterIsTrustedFromThenOn() throws Exception {
        var first = make("first", "ip:127.0.0.1");
        var second = make("second", "ip:127.0.0.1");
        var authorities = Files.writeString(folder.resolve("ca.pem"), first);
        var trust = Trust.with(authorities);
        try (var one = instance("first"); var other = instance("second")) {
            assertThat(look(trust, one).ok()).isTrue();
            assertThat(look(trust, other).ok()).isFalse();
            Files.writeString(authorities, "half a certif");
            assertThat(look(trust, one).ok()).isTrue();
            Files.writeString(authorities, first + second);
            assertThat(look(trust, other).ok()).isTrue();
            assertThat(look(trust, one).ok()).isTrue();
        }
    }
}
