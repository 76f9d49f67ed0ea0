package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingTest {
    private static final long LARGE = 48L << 20;
    /** What may be under way between a sender and a receiver that stopped: buffers of sockets and of the gateway. */
    private static final long UNDER_WAY = 24L << 20;

    private final TestGateway gateway = TestGateway.with();

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private static byte[] block(long at) {
        var block = new byte[64 * 1024];
        Arrays.fill(block, (byte) ('a' + (at >> 16) % 26));
        return block;
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunked", "close"})
    void aLargeAnswerComesWholeAndWaitsForASlowReader(String framing) throws Exception {
        var written = new AtomicLong();
        try (var large = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\n" + switch (framing) {
                case "length" -> "Content-Length: " + LARGE;
                case "chunked" -> "Transfer-Encoding: chunked";
                default -> "X-Until: close";
            } + "\r\n\r\n");
            for (var at = 0L; at < LARGE; at += 64 * 1024) {
                peer.send(framing.equals("chunked") ? "10000\r\n" : "");
                peer.out.write(block(at));
                peer.send(framing.equals("chunked") ? "\r\n" : "");
                written.addAndGet(64 * 1024);
            }
            peer.send(framing.equals("chunked") ? "0\r\n\r\n" : "");
        })) {
            gateway.service("o", large);
            try (var client = gateway.connect()) {
                client.send(request("GET", "/o/"));
                awaitStill(written);
                assertThat(written.get()).isBetween(1L, UNDER_WAY);
                var head = client.head();
                assertThat(head).contains(framing.equals("length") ? "Content-Length" : "Transfer-Encoding: chunked");
                assertThat(wholeBody(client, !framing.equals("length"))).isEqualTo(LARGE);
            }
        }
    }

    /** Waits until nothing more moves. */
    private static void awaitStill(AtomicLong counter) {
        var last = new long[]{-1};
        var same = new int[1];
        await().pollInterval(java.time.Duration.ofMillis(50)).until(() -> {
            var now = counter.get();
            same[0] = now == last[0] && now > 0 ? same[0] + 1 : 0;
            last[0] = now;
            return same[0] >= 6;
        });
    }

    private static long wholeBody(RawInstance.Peer client, boolean chunked) throws IOException {
        var read = 0L;
        while (read < LARGE) {
            var size = chunked ? chunkSize(client) : 64 * 1024;
            var came = client.in.readNBytes(size);
            expectBlocks(came, read);
            read += came.length;
            if (chunked) {
                client.read(2);
            }
        }
        if (chunked) {
            assertThat(client.read(5)).isEqualTo("0\r\n\r\n");
        }
        return read;
    }

    private static void expectBlocks(byte[] came, long at) throws IOException {
        var n = 0;
        for (var i = 0; i < came.length; i += n) {
            n = (int) Math.min(came.length - i, 64 * 1024 - ((at + i) & 0xffff));
            if (Arrays.mismatch(came, i, i + n, block(at + i), 0, n) >= 0) {
                throw new IOException("the bytes from " + (at + i) + " on are not what was sent");
            }
        }
        if (came.length == 0) {
            throw new IOException("ended after " + at + " bytes");
        }
    }

    private static int chunkSize(RawInstance.Peer client) throws IOException {
        var line = new StringBuilder();
        while (line.length() < 2 || line.charAt(line.length() - 1) != '\n') {
            line.append(client.read(1));
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLargeRequestComesWholeAndWaitsForASlowInstance(boolean chunked) throws Exception {
        var written = new AtomicLong();
        var go = new CountDownLatch(1);
        try (var slow = doing(peer -> {
            peer.head();
            go.await();
            peer.send(ok(Long.toString(wholeBody(peer, chunked))));
        })) {
            gateway.service("o", slow);
            try (var client = gateway.connect()) {
                Thread.ofVirtual().start(() -> sendLarge(client, chunked, written));
                awaitStill(written);
                assertThat(written.get()).isBetween(1L, UNDER_WAY);
                go.countDown();
                assertThat(client.answer().body()).isEqualTo(Long.toString(LARGE));
            }
        }
    }

    private static void sendLarge(RawInstance.Peer client, boolean chunked, AtomicLong written) {
        try {
            client.send(request("POST", "/o/", chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + LARGE));
            for (var at = 0L; at < LARGE; at += 64 * 1024) {
                client.send(chunked ? "10000\r\n" : "");
                client.out.write(block(at));
                client.send(chunked ? "\r\n" : "");
                written.addAndGet(64 * 1024);
            }
            client.send(chunked ? "0\r\n\r\n" : "");
        } catch (IOException e) {
            // the reading side tells
        }
    }

    @Test
    void whatComesPieceByPieceIsPassedOnPieceByPiece() throws Exception {
        var next = new java.util.concurrent.ArrayBlockingQueue<String>(1);
        try (var events = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                peer.send(next.take());
            }
        })) {
            gateway.service("o", events);
            try (var client = gateway.connect()) {
                client.send(request("GET", "/o/")).head();
                for (var piece : new String[]{"1\r\na\r\n", "2\r\nb", "c\r\n", "0", "\r\n\r\n"}) {
                    next.put(piece);
                    assertThat(client.read(piece.length())).isEqualTo(piece);
                }
            }
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestIsHeardAndEndsIt() throws Exception {
        try (var hasty = doing(peer -> {
            peer.head();
            peer.read(10);
            peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig").ends();
        })) {
            gateway.service("o", hasty);
            try (var client = gateway.connect()) {
                client.send(request("POST", "/o/", "Content-Length: 1000000") + "x".repeat(1000));
                var answer = client.answer();
                assertThat(answer.status()).isEqualTo(413);
                assertThat(answer.body()).isEqualTo("big");
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(client.ends()).isTrue();
            }
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToContinueByTheInstance() throws Exception {
        try (var asked = doing(peer -> {
            while (peer.head() != null) {
                peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                peer.send(ok(peer.read(2)));
            }
        })) {
            gateway.service("o", asked);
            try (var client = gateway.connect()) {
                client.send(request("POST", "/o/", "Expect: 100-continue", "Content-Length: 2"));
                assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue");
                assertThat(client.send("hi").answer().body()).isEqualTo("hi");
                client.send(request("POST", "/o/", "Content-Length: 2") + "yo");
                assertThat(client.answer().body()).isEqualTo("yo");
            }
        }
    }

    @Test
    void earlyHintsPassAndTheAnswerFollows() throws Exception {
        try (var hinting = RawInstance
                .answering("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: x\r\n\r\n" + ok("page"))) {
            gateway.service("o", hinting);
            try (var client = gateway.connect()) {
                assertThat(client.send(request("GET", "/o/")).head())
                        .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>");
                assertThat(client.answer().body()).isEqualTo("page");
            }
        }
    }

    @Test
    void trailersOfAnAnswerPass() throws Exception {
        var head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n";
        var body = "2;x=y\r\nhi\r\n0\r\nX-Sum: 7\r\nTransfer-Encoding: gzip\r\n\r\n";
        try (var sums = RawInstance.answering(head + body)) {
            gateway.service("o", sums);
            try (var client = gateway.connect()) {
                assertThat(client.send(request("GET", "/o/")).answer().body()).isEqualTo("hi[X-Sum: 7]");
                assertThat(client.send("GET /o/ HTTP/1.0\r\nHost: a\r\n\r\n").answer().body()).isEqualTo("hi");
            }
        }
    }

    @Test
    void answersWithoutABodyLeaveTheConnectionInOrder() throws Exception {
        try (var quiet = doing(peer -> {
            String head;
            while ((head = peer.head()) != null) {
                peer.send(head.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                        : head.startsWith("PUT")
                                ? "HTTP/1.1 204 No Content\r\n\r\n"
                                : head.startsWith("POST")
                                        ? "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"
                                        : ok("hello"));
            }
        })) {
            gateway.service("o", quiet);
            try (var client = gateway.connect()) {
                var head = client.send(request("HEAD", "/o/")).answer(true);
                assertThat(head.header("content-length")).isEqualTo("5");
                assertThat(client.send(request("PUT", "/o/")).answer().status()).isEqualTo(204);
                assertThat(client.send(request("POST", "/o/")).answer().status()).isEqualTo(304);
                assertThat(client.send(request("GET", "/o/")).answer().body()).isEqualTo("hello");
                assertThat(client.send(request("HEAD", "/services/call/none/")).answer(true).status()).isEqualTo(404);
                assertThat(client.send(request("GET", "/o/")).answer().body()).isEqualTo("hello");
            }
            assertThat(quiet.connections).hasValue(1);
        }
    }
}
