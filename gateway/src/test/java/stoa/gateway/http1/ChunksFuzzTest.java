package stoa.gateway.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Whatever bytes come for a chunked body: the same however they are cut, and what goes on means the same to a second reader. */
class ChunksFuzzTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** What came of some bytes: how, after how many, and what was passed on. */
    private record Result(String how, int taken, String passed) {}

    @FuzzTest
    void chunks(byte[] input) {
        for (var answer : new boolean[]{false, true}) {
            var kept = read(input, input.length, answer, false);
            var bare = read(input, input.length, answer, true);
            assertThat(bare.how).isEqualTo(kept.how);
            assertThat(bare.taken).isEqualTo(kept.taken);
            for (var step : new int[]{1, 2, 7}) {
                var cut = read(input, step, answer, false);
                assertThat(cut.how).as("in pieces of %s", step).isEqualTo(kept.how);
                if (!kept.how.equals("bad")) {
                    assertThat(cut).isEqualTo(kept);
                    assertThat(read(input, step, answer, true)).isEqualTo(bare);
                }
            }
            if (kept.how.equals("whole")) {
                var second = new SecondReader(HEAD + kept.passed);
                var message = second.request();
                assertThat(message).isNotNull();
                assertThat(second.position()).isEqualTo(HEAD.length() + kept.passed.length());
                assertThat(message == null ? "" : message.body()).isEqualTo(bare.passed);
            }
        }
    }

    private static Result read(byte[] input, int step, boolean answer, boolean unwrap) {
        var chunks = new Chunks(answer, unwrap);
        var in = Unpooled.buffer(Math.max(1, input.length));
        var passed = new StringBuilder();
        var how = "part";
        try {
            for (var at = 0; at < input.length && how.equals("part"); at += step) {
                in.writeBytes(input, at, Math.min(step, input.length - at));
                how = chunks.read(in, (bytes, index, length) -> passed
                        .append(bytes.toString(index, length, StandardCharsets.ISO_8859_1))) ? "whole" : "part";
            }
        } catch (BadMessage e) {
            assertThat(e.status()).isBetween(400, 499);
            return new Result("bad", 0, "");
        }
        return new Result(how, in.readerIndex(), passed.toString());
    }
}
