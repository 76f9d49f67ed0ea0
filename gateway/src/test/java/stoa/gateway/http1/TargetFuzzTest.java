package stoa.gateway.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever target comes: what is taken stays below its first segment for every reader, however lenient. */
class TargetFuzzTest {
    private final HeadReader reader = new HeadReader(8192, 2048);

    @FuzzTest
    void anyTarget(byte[] input) {
        var line = new ByteArrayOutputStream();
        line.writeBytes("GET ".getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(input);
        line.writeBytes(" HTTP/1.1\r\nHost: a\r\n\r\n\0".getBytes(StandardCharsets.US_ASCII));
        var bytes = line.toByteArray();
        var head = new Head();
        var target = new Target();
        try {
            if (!reader.request(bytes, bytes.length - 1, head)) {
                return;
            }
            target.read(head);
        } catch (BadMessage e) {
            assertThat(e.detail()).isNotBlank();
            return;
        }
        assertThat(target.pathStart()).isBetween(head.targetStart(), head.targetEnd());
        assertThat(target.pathEnd()).isBetween(target.pathStart(), target.end());
        assertThat(target.end()).isEqualTo(head.targetEnd());
        if (target.form() != Target.Form.ASTERISK) {
            check(head, target);
        }
    }

    private static void check(Head head, Target target) {
        var path = head.text(target.pathStart(), target.pathEnd());
        var decoded = decode(path);
        assertThat(decoded.chars()).noneMatch(c -> c < ' ' || c == 127);
        for (var segment : List.of(decoded.replace('\\', '/').split("/", -1))) {
            assertThat(segment.split(";", 2)[0]).isNotIn(".", "..");
        }
        var length = path.length();
        var copy = new byte[length];
        var origins = new int[length + 1];
        var n = target.resolve(head.bytes(), copy, origins);
        assertThat(n).isBetween(0, length);
        assertThat(origins[n]).isEqualTo(target.pathEnd());
        assertThat(decode(new String(copy, 0, n, StandardCharsets.ISO_8859_1))).isEqualTo(decoded);
    }

    /** Every escape resolved, once. */
    private static String decode(String path) {
        var text = new StringBuilder();
        for (var i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%') {
                text.append((char) Integer.parseInt(path, i + 1, i + 3, 16));
                i += 2;
            } else {
                text.append(path.charAt(i));
            }
        }
        return text.toString();
    }
}
