package stoa.gateway;

import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import stoa.gateway.RawInstance.Peer;
import stoa.gateway.certificate.TestAuthority;

/** What tests of TLS share: a gateway with certificates of a test authority, and clients that trust it. */
abstract class TlsCase {
    static final Duration SOON = Duration.ofSeconds(20);
    static final TestAuthority AUTHORITY = new TestAuthority();

    @Parameter
    @SuppressWarnings("NullAway.Init")
    String provider;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    TestGateway gateway(String certificates, String... more) {
        var all = new java.util.ArrayList<>(List.of("tls-port", "0", "tls-provider", provider));
        if (!certificates.isEmpty()) {
            all.addAll(List.of("tls-certificates", "[" + certificates + "]"));
        }
        all.addAll(List.of(more));
        return TestGateway.in(folder, all.toArray(String[]::new));
    }

    TestGateway shop(String... more) throws Exception {
        return gateway(AUTHORITY.issue("shop.example", "127.0.0.1").into(folder, "shop"), more);
    }

    static SSLSocket open(TestGateway gateway, SSLContext trusting, String name, String version)
            throws Exception {
        return secure(Tapped.to(gateway.port("tls")), trusting, name, version);
    }

    static SSLSocket secure(Socket plain, SSLContext trusting, String name, String version)
            throws Exception {
        var socket = (SSLSocket) trusting.getSocketFactory().createSocket(plain, name, 443, true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[]{version});
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(new String[]{"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    static Peer client(TestGateway gateway) throws Exception {
        return client(gateway, "TLSv1.3");
    }

    static Peer client(TestGateway gateway, String version) throws Exception {
        return new Peer(open(gateway, AUTHORITY.client(), "shop.example", version), new CopyOnWriteArrayList<>());
    }

    static String names(TestGateway gateway, String asked) throws Exception {
        try (var socket = open(gateway, AUTHORITY.client(), asked, "TLSv1.3")) {
            return String.valueOf(
                    ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal());
        }
    }
}
