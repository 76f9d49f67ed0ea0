package stoa.catalog.check;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.Origin;
import stoa.runtime.Values;

/**
 * One try at an instance. Each opens a connection of its own, because what is asked is whether the instance takes
 * connections now; a kept one would answer for a listener that is gone. Of an HTTP answer only the status line counts
 * (RFC 9112, section 4); the timeout holds for the whole try, however slowly bytes trickle in.
 */
final class Probe {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)(?: .*)?");
    private static final String PROTOCOL = "HTTP/1.";
    private static final int LONGEST_LINE = 512;
    private static final int POLITE_BYTES = 64 * 1024;
    private static final int POLITE_MILLIS = 50;

    private final String authority;
    private final Origin origin;
    private final CheckRecord check;
    private final long begun = System.nanoTime();
    private String doing = "no connection";

    private Probe(URI url, CheckRecord check) {
        this.authority = url.getRawAuthority();
        this.origin = Origin.of(url);
        this.check = check;
    }

    /** Blocks until the instance has answered, at most for the check's timeout (and a name's resolution). */
    static Finding run(URI url, CheckRecord check) {
        return new Probe(url, check).run();
    }

    private Finding run() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(origin.host(), origin.port()), left());
            socket.setTcpNoDelay(true);
            var path = check.http();
            if (path == null) {
                return Finding.well("connected in " + millis() + " ms");
            }
            doing = "no answer";
            socket.setSoTimeout(left());
            if (!origin.scheme().equals("https")) {
                return ask(socket, path);
            }
            try (var secure = secured(socket)) {
                return ask(secure, path);
            }
        } catch (IOException e) {
            return Finding.failed(reason(e));
        }
    }

    private SSLSocket secured(Socket plain) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var secure = (SSLSocket) factory.createSocket(plain, origin.host(), origin.port(), false);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private Finding ask(Socket socket, String path) throws IOException {
        var request = "GET " + path + " HTTP/1.1\r\nHost: " + authority
                + "\r\nUser-Agent: stoa-catalog-check\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var line = statusLine(socket);
        var matched = STATUS_LINE.matcher(line);
        if (!matched.matches()) {
            return Finding.failed(line.isEmpty() ? "closed without an answer" : "the answer is not HTTP");
        }
        var took = millis();
        var status = Integer.parseInt(Objects.requireNonNull(matched.group(1)));
        readPolitely(socket);
        if (status / 100 == 2) {
            return Finding.well(status + " in " + took + " ms");
        }
        return Finding.failed("answered " + status + (status / 100 == 3 ? ", a redirect is not followed" : ""));
    }

    /** The first line as far as it could be HTTP; empty when the connection ended before its first byte. */
    private String statusLine(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var line = new StringBuilder();
        var buffer = new byte[LONGEST_LINE];
        while (line.length() < LONGEST_LINE) {
            socket.setSoTimeout(left());
            var n = in.read(buffer, 0, LONGEST_LINE - line.length());
            if (n < 0) {
                break;
            }
            line.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            var end = line.indexOf("\n");
            if (end >= 0) {
                return line.substring(0, end).stripTrailing();
            }
            if (!line.substring(0, Math.min(line.length(), PROTOCOL.length())).equals(PROTOCOL.substring(0,
                    Math.min(line.length(), PROTOCOL.length())))) {
                break;
            }
        }
        return line.toString();
    }

    /** Takes a little more of the answer, so that the instance does not see its connection reset at every check. */
    private static void readPolitely(Socket socket) {
        try {
            socket.setSoTimeout(POLITE_MILLIS);
            var in = socket.getInputStream();
            var buffer = new byte[8192];
            var end = System.nanoTime() + Duration.ofMillis(POLITE_MILLIS).toNanos();
            for (int all = 0, n = 0; n >= 0 && all < POLITE_BYTES && System.nanoTime() < end; all += n) {
                n = in.read(buffer);
            }
        } catch (IOException e) {
            // the verdict is in; how the answer ends does not change it
        }
    }

    private int left() throws SocketTimeoutException {
        var left = check.timeout().toMillis() - millis();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) left;
    }

    private long millis() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private String reason(IOException e) {
        var message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return switch (e) {
            case SocketTimeoutException _ -> doing + " within " + Values.text(check.timeout());
            case UnknownHostException _ -> "unknown host " + origin.host();
            case NoRouteToHostException _ -> "no route to host";
            case ConnectException _ -> message.contains("refused")
                    ? "connection refused"
                    : message.contains("timed out")
                            ? "no connection within " + Values.text(check.timeout())
                            : "cannot connect";
            case SSLException _ -> "no TLS connection: the certificate is not trusted, or it is not TLS";
            default -> message.contains("reset") || message.contains("broken pipe")
                    ? "connection reset"
                    : "connection lost";
        };
    }
}
