package stoa.catalog.provider.docker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import stoa.catalog.provider.BlindProvider;
import stoa.http.Json;
import stoa.runtime.Values;
import tools.jackson.databind.JsonNode;

/**
 * Asks the engine, over its socket file or TCP, one connection for each question. All questions together have so much
 * time; when it is over, the connection is closed under whoever waits for it, since a socket file knows no timeouts.
 */
final class EngineClient {
    /** Docker 20.10, the oldest engine that is still met. */
    private static final String VERSION = "/v1.41";
    private static final int MOST_BYTES = 16 << 20;

    private final EngineAddress engine;
    private final Duration within;
    private final long end;

    EngineClient(EngineAddress engine, Duration within) {
        this.engine = engine;
        this.within = within;
        this.end = System.nanoTime() + within.toNanos();
    }

    /** @param path as the API has it, with a query where needed */
    JsonNode get(String path) throws BlindProvider {
        var answered = new CountDownLatch(1);
        try (var channel = open()) {
            Thread.ofVirtual().name("docker deadline").start(() -> closeInTime(channel, answered));
            channel.connect(engine.socket());
            return ask(channel, path);
        } catch (IOException e) {
            throw new BlindProvider(System.nanoTime() >= end ? tooLate() : reason(e));
        } catch (IllegalArgumentException e) {
            throw new BlindProvider("the answer of " + engine + " is not what Docker's engine says: " + e.getMessage());
        } finally {
            answered.countDown();
        }
    }

    private SocketChannel open() throws IOException {
        return engine.socket() instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private void closeInTime(SocketChannel channel, CountDownLatch answered) {
        try {
            if (!answered.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                channel.close();
            }
        } catch (IOException | InterruptedException e) {
            // nobody waits for it any more
        }
    }

    private JsonNode ask(SocketChannel channel, String path) throws IOException, BlindProvider {
        var request = "GET " + VERSION + path
                + " HTTP/1.1\r\nHost: docker\r\nUser-Agent: stoa-catalog\r\nAccept: application/json\r\n"
                + "Connection: close\r\n\r\n";
        var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        var answer = HttpAnswer.read(new BufferedInputStream(Channels.newInputStream(channel)), MOST_BYTES);
        if (answer.status() != 200) {
            throw new BlindProvider(engine + " answered " + answer.status() + " to " + path.replaceAll("\\?.*", "")
                    + message(answer.body()));
        }
        return Json.read(answer.body(), JsonNode.class);
    }

    /** What the engine says of an error, as much of it as is fit to be shown. */
    private static String message(byte[] body) {
        try {
            var words = Json.read(body, JsonNode.class).path("message").asString("").replaceAll("\\P{Print}", " ");
            return words.isBlank() ? "" : ": " + words.substring(0, Math.min(200, words.length()));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private String tooLate() {
        return "no whole answer from " + engine + " within " + Values.text(within);
    }

    private String reason(IOException e) {
        var message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return switch (e) {
            case HttpAnswer.Malformed m -> "the answer of " + engine + " " + m.words();
            case UnknownHostException _ -> "unknown host " + engine.host();
            case NoSuchFileException _ -> "there is no socket " + engine;
            case ConnectException _ -> "connection to " + engine + " refused";
            case ClosedChannelException _ -> tooLate();
            default -> message.contains("no such file")
                    ? "there is no socket " + engine
                    : message.contains("permission denied")
                            ? "this process may not use the socket " + engine
                            : message.contains("refused")
                                    ? "connection to " + engine + " refused"
                                    : "connection to " + engine + " lost";
        };
    }
}
