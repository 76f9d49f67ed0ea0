package stoa.gateway.upstream;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import stoa.gateway.http1.Head;

/** Who answers: {@code X-Stoa-Identity: service/instance}, which the platform's own services say with each answer. */
final class Identity {
    private static final byte[] NAME = "x-stoa-identity".getBytes(StandardCharsets.US_ASCII);

    private Identity() {}

    /** @return null where nothing is said */
    static @Nullable String of(Head head) {
        for (var i = 0; i < head.count(); i++) {
            if (head.nameEnd(i) - head.lineStart(i) == NAME.length && isNamed(head, head.lineStart(i))) {
                return head.value(i);
            }
        }
        return null;
    }

    private static boolean isNamed(Head head, int from) {
        for (var k = 0; k < NAME.length; k++) {
            var b = head.bytes()[from + k];
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != NAME[k]) {
                return false;
            }
        }
        return true;
    }
}
