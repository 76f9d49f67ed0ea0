package stoa.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** WHATWG HTML, section 9.2.6; several rows are the examples of that section. */
class EventParserTest {
    private final List<String> events = new ArrayList<>();
    private final EventParser parser = new EventParser((id, event, data) -> events.add(id + "|" + event + "|" + data),
            100);

    static Stream<Arguments> streams() {
        return Stream.of(
                row("data: a\n\n", "|message|a"),
                row("data: a\r\n\r\ndata: b\r\rdata: c\n\n", "|message|a", "|message|b", "|message|c"),
                row("id: 7\nevent: service\ndata: {}\n\n", "7|service|{}"),
                row("data: YHOO\ndata: +2\ndata: 10\n\n", "|message|YHOO\n+2\n10"),
                row(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                        "1|message|first event", "|message|second event", "|message| third event"),
                row("data\n\ndata\ndata\n\ndata:", "|message|", "|message|\n"),
                row("data:test\n\ndata: test\n\n", "|message|test", "|message|test"),
                row("id: 1\ndata: a\n\ndata: b\n\n", "1|message|a", "1|message|b"),
                row("id: 1\n\ndata: b\n\n", "1|message|b"),
                row("id: 1\nid: 2\0\ndata: b\n\n", "1|message|b"),
                row("event: gone\n\ndata: b\n\n", "|message|b"),
                row("data: a\n"),
                row("data: a"),
                row(":\n:\n\n"),
                row("retry: 10\nfoo: bar\nDATA: x\ndata : y\ndata: a:b\n\n", "|message|a:b"),
                row("\uFEFFdata: a\n\n", "|message|a"),
                row("data: Olá, мир 🙂\n\n", "|message|Olá, мир 🙂"),
                row("\n\n\n"));
    }

    private static Arguments row(String bytes, String... expected) {
        return Arguments.of(bytes, Arrays.asList(expected));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void eventsAreReadAsTheSpecificationSays(String bytes, List<String> expected) throws IOException {
        parser.feed(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.UTF_8)));
        assertThat(events).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void itDoesNotMatterHowTheBytesArrive(String bytes, List<String> expected) throws IOException {
        for (var b : bytes.getBytes(StandardCharsets.UTF_8)) {
            parser.feed(ByteBuffer.wrap(new byte[]{b}));
        }
        assertThat(events).isEqualTo(expected);
    }

    @Test
    void anEventThatIsTooLargeIsAnErrorInOneLineOrMany() throws IOException {
        parser.feed(bytes("data: " + "x".repeat(90) + "\n\n"));
        assertThat(events).hasSize(1);
        assertThatThrownBy(() -> parser.feed(bytes("x".repeat(101)))).isInstanceOf(Unreachable.class);
        var other = new EventParser((_, _, _) -> {}, 100);
        assertThatThrownBy(() -> other.feed(bytes("data: xxxxx\n".repeat(30))))
                .hasMessage("answer larger than 100 bytes");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aLongEventInPiecesOfAnySizeIsWhole() throws IOException {
        var text = "x".repeat(5_000);
        var stream = ("id: 9\r\ndata: " + text + "\r\ndata: b\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        for (var size : new int[]{1, 7, 1023, 1024, 1025, 5_011, stream.length}) {
            events.clear();
            var large = new EventParser((id, event, data) -> events.add(id + "|" + event + "|" + data), 6_000);
            for (var at = 0; at < stream.length; at += size) {
                large.feed(ByteBuffer.wrap(stream, at, Math.min(size, stream.length - at)).asReadOnlyBuffer());
            }
            assertThat(events).as("pieces of " + size).containsExactly("9|message|" + text + "\nb");
        }
    }
}
