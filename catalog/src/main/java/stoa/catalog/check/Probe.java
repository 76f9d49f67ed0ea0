package stoa.catalog.check;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.Origin;
import stoa.http.client.Distrust;
import stoa.http.client.Trust;
import stoa.runtime.Values;

/**
 * Tries instances. Each try opens a connection of its own, because what is asked is whether the instance takes
 * connections now; a kept one would answer for a listener that is gone. The timeout holds for the whole try, whatever it
 * waits for: at its end the connection is closed under it.
 */
final class Probe implements Look {
    private static final int POLITE_BYTES = 64 * 1024;
    private static final int POLITE_MILLIS = 50;
    private static final int LONGEST_QUOTE = 64;

    private final Timing timing;
    private final Names names;
    private final Trust trust;

    Probe(Timing timing, Names names, Trust trust) {
        this.timing = timing;
        this.names = names;
        this.trust = trust;
    }

    /** As instances are tried in earnest. */
    static Look real(Timing timing, Trust trust) {
        return new Probe(timing, new Names(InetAddress::getByName), trust);
    }

    @Override
    public Finding at(URI url, CheckRecord check) throws InterruptedException {
        return new Try(url, check).run();
    }

    private final class Try {
        private final String authority;
        private final Origin origin;
        private final CheckRecord check;
        private final long begun = System.nanoTime();
        private String doing;
        private boolean polite;

        Try(URI url, CheckRecord check) {
            this.authority = url.getRawAuthority();
            this.origin = Origin.of(url);
            this.check = check;
            doing = "no address of " + origin.host();
        }

        Finding run() throws InterruptedException {
            try (var socket = new Socket()) {
                var end = timing.after(check.timeout(), () -> close(socket));
                try {
                    return run(socket);
                } finally {
                    end.cancel();
                }
            } catch (IOException e) {
                return Finding.failed(left() > 0 ? reason(e) : late());
            }
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is of no use any more either way
            }
        }

        private Finding run(Socket socket) throws IOException, InterruptedException {
            var address = names.find(origin.host(), timeLeft());
            doing = "no connection";
            socket.connect(new InetSocketAddress(address, origin.port()), timeLeft());
            socket.setTcpNoDelay(true);
            var path = check.http();
            if (path == null) {
                return Finding.well("connected in " + millis() + " ms");
            }
            if (!origin.scheme().equals("https")) {
                return ask(socket, path);
            }
            doing = "no TLS connection";
            try (var secure = secured(socket)) {
                return ask(secure, path);
            }
        }

        private SSLSocket secured(Socket plain) throws IOException {
            plain.setSoTimeout(timeLeft());
            var factory = trust.context().getSocketFactory();
            // closing both at once does not wait for the other side's farewell
            var secure = (SSLSocket) factory.createSocket(plain, origin.host(), origin.port(), true);
            var parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        }

        private Finding ask(Socket socket, String path) throws IOException {
            doing = "no answer";
            socket.getOutputStream().write(request(path).getBytes(StandardCharsets.ISO_8859_1));
            var in = socket.getInputStream();
            var answer = Answer.read((into, from, most) -> {
                socket.setSoTimeout(timeLeft());
                var n = in.read(into, from, most);
                doing = "no whole answer";
                return n;
            });
            var took = millis();
            var finding = judged(answer, took);
            readPolitely(answer);
            return finding;
        }

        private String request(String path) {
            var head = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: ").append(authority)
                    .append("\r\nConnection: close\r\n");
            check.headers().forEach((name, value) -> line(head, name, value));
            unlessSaid(head, "User-Agent", "stoa-catalog-check");
            unlessSaid(head, "Accept", "*/*");
            if (check.contains() != null) {
                unlessSaid(head, "Accept-Encoding", "identity");
            }
            return head.append("\r\n").toString();
        }

        private void unlessSaid(StringBuilder head, String name, String value) {
            if (check.headers().keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                line(head, name, value);
            }
        }

        private static void line(StringBuilder head, String name, String value) {
            head.append(name).append(": ").append(value).append("\r\n");
        }

        private Finding judged(Answer answer, long took) throws IOException {
            var status = answer.status();
            if (!Statuses.parse(check.status()).has(status)) {
                return Finding.failed(
                        "answered " + status + (status / 100 == 3 ? ", a redirect is not followed" : ""));
            }
            for (var wanted : check.expect().entrySet()) {
                if (!answer.has(wanted.getKey(), wanted.getValue())) {
                    return Finding.failed(
                            "answered " + status + " without " + wanted.getKey() + ": " + quoted(wanted.getValue()));
                }
            }
            var text = check.contains();
            if (text != null && !answer.contains(text)) {
                return Finding.failed("answered " + status + " without \"" + quoted(text) + "\"");
            }
            return Finding.well(status + " in " + took + " ms");
        }

        private static String quoted(String text) {
            return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE - 1) + "…";
        }

        /** Takes a little more of the answer, so that the instance does not see its connection reset at every check. */
        private void readPolitely(Answer answer) {
            var end = System.nanoTime() + Duration.ofMillis(POLITE_MILLIS).toNanos();
            polite = true;
            try {
                for (var all = 0; all < POLITE_BYTES && System.nanoTime() < end && answer.skip(); all += Answer.PIECE) {
                    // dropped
                }
            } catch (IOException e) {
                // the verdict is in; how the answer ends does not change it
            }
        }

        private int timeLeft() throws SocketTimeoutException {
            var left = left();
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            return (int) (polite ? Math.min(left, POLITE_MILLIS) : left);
        }

        private long left() {
            return check.timeout().toMillis() - millis();
        }

        private long millis() {
            return (System.nanoTime() - begun) / 1_000_000;
        }

        private String late() {
            return doing + " within " + Values.text(check.timeout());
        }

        private String reason(IOException e) {
            var message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return switch (e) {
                case Answer.Unfit unfit -> String.valueOf(unfit.getMessage());
                case SocketTimeoutException _ -> late();
                case UnknownHostException _ -> "unknown host " + origin.host();
                case NoRouteToHostException _ -> "no route to host";
                case ConnectException _ -> message.contains("refused")
                        ? "connection refused"
                        : message.contains("timed out") ? late() : "cannot connect";
                case SSLException _ -> "no TLS connection: " + Distrust.words(e, origin.host());
                default -> message.contains("reset") || message.contains("broken pipe")
                        ? "connection reset"
                        : "connection lost";
            };
        }
    }
}
