package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.gateway.RawInstance.Peer;
import stoa.gateway.http1.SecondReader;
import stoa.gateway.http1.SecondReader.Message;

/**
 * The table {@code answers.txt}: what an instance answers, what the client gets, as a second reader reads it, and what becomes of both
 * connections. Each row is answered at once and once more byte by byte.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerCasesTest {
    private final TestGateway gateway = TestGateway.with("gateway-threads", "1");

    @AfterAll
    void close() throws IOException {
        gateway.close();
    }

    static Stream<Arguments> rows() {
        return Cases.of("answers.txt", 5).stream().flatMap(row -> (row[2].length() > 10_000
                ? Stream.of(false)
                : Stream.of(false, true)).map(split -> Arguments.of(row[0], split, row)));
    }

    /** All that one client got. */
    private record Got(String raw, List<Message> messages) {}

    @ParameterizedTest(name = "{0}, split: {1}")
    @MethodSource("rows")
    void eachIsPassedOnAsTheTableSays(String name, boolean split, String[] row) throws IOException {
        var ends = row[2].endsWith("!");
        var said = Cases.bytes(ends ? row[2].substring(0, row[2].length() - 1) : row[2]);
        try (var instance = doing(peer -> {
            peer.head();
            send(peer, said, split);
            while (!ends && peer.head() != null) {
                peer.send(ok("again"));
            }
        })) {
            gateway.service("o", instance);
            var wanted = List.of(row[3].split(" "));
            try (var client = gateway.connect()) {
                expect(client, row, wanted);
                if (wanted.contains("pooled") || wanted.contains("fresh")) {
                    gateway.get("/o/");
                    assertThat(instance.connections.get()).as("connections to the instance")
                            .isEqualTo(wanted.contains("pooled") ? 1 : 2);
                }
            }
        }
    }

    private void expect(Peer client, String[] row, List<String> wanted) throws IOException {
        var old = row[1].equals("GET10");
        var toHead = row[1].equals("HEAD");
        client.send(old ? "GET /o/ HTTP/1.0\r\n\r\n" : request(row[1], "/o/"));
        var statuses = wanted.stream().filter(w -> w.matches("\\d+")).toList();
        var got = read(client, toHead, old, wanted.contains("broken"));
        if (wanted.contains("broken")) {
            assertThat(got.messages).as("whole answers").isEmpty();
            assertThat(got.raw).startsWith("HTTP/1.1 " + statuses.getFirst());
            return;
        }
        assertThat(got.messages).extracting(m -> m.line().substring(9, 12)).isEqualTo(statuses);
        check(got, row[4]);
        if (wanted.contains("keep")) {
            client.send(request("OPTIONS", "*"));
            assertThat(client.answer().status()).isEqualTo(204);
        } else {
            assertThat(client.ends()).isTrue();
        }
    }

    private static void send(Peer peer, String answer, boolean split) throws IOException {
        if (!split) {
            peer.send(answer);
            return;
        }
        for (var i = 0; i < answer.length(); i++) {
            peer.send(answer.substring(i, i + 1));
        }
    }

    /** Up to the answer that is none of the interim ones, or to the end of the connection. */
    private static Got read(Peer client, boolean toHead, boolean toItsEnd, boolean broken) {
        var text = new StringBuilder();
        var bytes = new byte[64 * 1024];
        while (true) {
            var n = some(client, bytes);
            if (n > 0) {
                text.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
            }
            if (n <= 0 || !(toItsEnd || broken)) {
                var messages = messages(text.toString(), toHead);
                if (n <= 0 || (!messages.isEmpty() && !messages.getLast().line().startsWith("HTTP/1.1 1"))) {
                    return new Got(text.toString(), messages);
                }
            }
        }
    }

    private static int some(Peer client, byte[] bytes) {
        try {
            return client.in.read(bytes);
        } catch (IOException e) {
            return -1;
        }
    }

    private static List<Message> messages(String text, boolean toHead) {
        var messages = new ArrayList<Message>();
        var reader = new SecondReader(text);
        for (var message = reader.answer(toHead); message != null; message = reader.answer(toHead)) {
            messages.add(message);
        }
        assertThat(messages.isEmpty() || !messages.getLast().line().matches("HTTP/1.1 [2-9].*")
                || reader.position() == text.length()).as("nothing behind the answer: %s", text).isTrue();
        return messages;
    }

    private static void check(Got got, String checks) {
        var last = got.messages.getLast();
        for (var check : checks.isBlank() ? new String[0] : checks.split("; ")) {
            var parts = check.split(" ", 2);
            var rest = parts.length == 1 ? "" : Cases.bytes(parts[1]);
            var colon = rest.indexOf(':');
            switch (parts[0]) {
                case "line" -> assertThat(last.line()).isEqualTo(rest);
                case "body" -> assertThat(last.body()).isEqualTo(rest);
                case "has" -> assertThat(last.all(rest.substring(0, colon).toLowerCase(Locale.ROOT)))
                        .contains(rest.substring(colon + 1).strip());
                case "not" -> assertThat(last.all(rest)).as(rest).isEmpty();
                case "once" -> assertThat(last.all(rest)).as(rest).hasSize(1).doesNotContain("lie");
                case "raw" -> assertThat(got.raw).contains(rest);
                case "trailer" ->
                    assertThat(last.trailers()).anyMatch(t -> (t.name() + ": " + t.value()).equals(rest));
                case "trailers" -> assertThat(last.trailers()).hasSize(Integer.parseInt(rest));
                case "bare" -> assertThat(last.trailers()).isEmpty();
                default -> throw new IllegalArgumentException(check);
            }
        }
    }
}
