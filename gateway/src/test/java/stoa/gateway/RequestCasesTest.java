package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.gateway.RawInstance.Peer;
import stoa.gateway.http1.SecondReader.Message;

/**
 * The table {@code requests.txt}: what a client sends; the statuses it gets and whether the connection stays; what the instance saw, as a
 * second reader reads it. Each row is sent at once and once more byte by byte.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestCasesTest {
    private static final String AFTER = "GET /o/after HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Witness witness = new Witness();
    private final TestGateway patient = TestGateway.with("client-max-line", "1KiB", "client-max-headers", "2KiB")
            .service("o", witness.instance);
    private final TestGateway hasty = TestGateway.with("client-header-timeout", "200ms", "client-idle-timeout",
            "200ms").service("o", witness.instance);

    @AfterAll
    void close() throws IOException {
        patient.close();
        hasty.close();
        witness.close();
    }

    static Stream<Arguments> rows() {
        return Cases.of("requests.txt", 4).stream()
                .flatMap(row -> Stream.of(false, true).map(split -> Arguments.of(row[0], split, row)));
    }

    @ParameterizedTest(name = "{0}, split: {1}")
    @MethodSource("rows")
    void eachIsAnsweredAndSeenAsTheTableSays(String name, boolean split, String[] row) throws IOException {
        var gateway = row[2].startsWith("408") ? hasty : patient;
        witness.seen.clear();
        gateway.log.clear();
        var wanted = row[2].split(" ");
        var statuses = Arrays.copyOf(wanted, wanted.length - 1);
        try (var client = gateway.connect()) {
            send(client, Cases.bytes(row[1]), split);
            var toHead = row[1].startsWith("HEAD ");
            for (var status : statuses) {
                assertThat(client.answer(toHead).status()).isEqualTo(Integer.parseInt(status));
            }
            if (wanted[statuses.length].equals("keep")) {
                assertThat(client.send(AFTER).answer().status()).as("the request after").isEqualTo(200);
                assertThat(witness.seen.removeLast().line()).startsWith("GET /after ");
            } else {
                assertThat(client.ends()).isTrue();
            }
        }
        assertThat(witness.violations).isEmpty();
        assertThat(witness.seen).as("reached the instance")
                .hasSize((int) Stream.of(statuses).filter("200"::equals).count());
        agree(gateway);
        if (!row[3].isBlank()) {
            check(witness.seen, row[3]);
        }
    }

    private static void send(Peer client, String request, boolean split) throws IOException {
        if (!split) {
            client.send(request);
            return;
        }
        try {
            for (var i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }
        } catch (IOException e) {
            // it was refused before it was whole; the answer is there to be read
        }
    }

    /** What the gateway's log says of the requests it sent on is what the instance read. */
    private void agree(TestGateway gateway) {
        var read = witness.seen.stream().map(m -> m.line().split(" ")[0] + " /o" + m.line().split(" ")[1]).toList();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(gateway.log.stream()
                        .filter(e -> e.service().equals("o") && e.status() == 200 && !e.path().equals("/o/after"))
                        .map(e -> e.method() + " " + e.path()).toList())
                        .hasSameSizeAs(read)
                        .allMatch(said -> read.stream().anyMatch(r -> r.equals(said) || r.startsWith(said + "?")
                                || said.contains("%") || said.isBlank())));
    }

    private static void check(List<Message> seen, String checks) {
        var last = seen.getLast();
        for (var check : checks.strip().split("; ")) {
            var parts = check.split(" ", 2);
            var rest = parts.length == 1 ? "" : Cases.bytes(parts[1]);
            switch (parts[0]) {
                case "line" -> assertThat(last.line()).isEqualTo(rest);
                case "body" -> assertThat(last.body()).isEqualTo(rest);
                case "has" ->
                    assertThat(last.all(name(rest))).as(rest).contains(rest.substring(rest.indexOf(':') + 1).strip());
                case "not" -> assertThat(last.all(rest)).as(rest).isEmpty();
                case "trailer" ->
                    assertThat(last.trailers()).anyMatch(t -> (t.name() + ": " + t.value()).equals(rest));
                case "bare" -> assertThat(last.trailers()).isEmpty();
                default -> throw new IllegalArgumentException(check);
            }
        }
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT);
    }
}
