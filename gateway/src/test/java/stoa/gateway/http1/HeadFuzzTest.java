package stoa.gateway.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Whatever bytes come for a head: read, refused in words or waited for, however they are cut. */
class HeadFuzzTest {
    private final HeadReader reader = new HeadReader(512, 2048);

    @FunctionalInterface
    private interface Form {
        boolean read(byte[] bytes, int n, Head head) throws BadMessage;
    }

    /** What came of some bytes: a head of so many, a refusal, or neither yet. */
    private enum Outcome {
        WHOLE, BAD, PART
    }

    @FuzzTest
    void request(byte[] input) {
        check(reader::request, input);
    }

    @FuzzTest
    void answer(byte[] input) {
        check(reader::response, input);
    }

    private static void check(Form form, byte[] input) {
        var head = new Head();
        var outcome = read(form, input, input.length, head);
        if (outcome == Outcome.WHOLE) {
            holdsWithin(head, input.length);
        }
        var length = outcome == Outcome.WHOLE ? head.length() : input.length;
        for (var cut : new int[]{0, 1, 5, 12, 13, length / 3, length / 2, length - 2, length - 1, length}) {
            if (cut < 0 || cut > input.length) {
                continue;
            }
            var part = new Head();
            var ofPart = read(form, input, cut, part);
            switch (outcome) {
                case WHOLE -> {
                    assertThat(ofPart).as("of %s bytes", cut).isEqualTo(cut < length ? Outcome.PART : Outcome.WHOLE);
                    assertThat(cut < length || same(head, part)).isTrue();
                }
                case BAD -> assertThat(ofPart).as("of %s bytes", cut).isNotEqualTo(Outcome.WHOLE);
                case PART -> assertThat(ofPart).as("of %s bytes", cut).isEqualTo(Outcome.PART);
            }
        }
    }

    private static Outcome read(Form form, byte[] input, int n, Head head) {
        // what lies behind may be anything: it is an array that was used before
        var bytes = Arrays.copyOf(input, n + 64);
        Arrays.fill(bytes, n, n + 64, (byte) 'x');
        try {
            return form.read(bytes, n, head) ? Outcome.WHOLE : Outcome.PART;
        } catch (BadMessage e) {
            assertThat(e.status()).isBetween(400, 599);
            assertThat(e.detail()).isNotBlank().matches("[ -~]+");
            return Outcome.BAD;
        }
    }

    private static void holdsWithin(Head head, int n) {
        assertThat(head.length()).isBetween(4, n);
        var at = head.fieldsStart();
        for (var i = 0; i < head.count(); i++) {
            assertThat(head.lineStart(i)).isEqualTo(at);
            assertThat(head.nameEnd(i)).isGreaterThan(at);
            assertThat(head.valueStart(i)).isGreaterThan(head.nameEnd(i));
            assertThat(head.valueEnd(i)).isBetween(head.valueStart(i), head.lineEnd(i) - 2);
            at = head.lineEnd(i);
        }
        assertThat(at).isEqualTo(head.length() - 2);
        assertThat(head.chunked() && head.contentLength() >= 0).as("two lengths").isFalse();
    }

    private static boolean same(Head a, Head b) {
        return a.length() == b.length() && a.count() == b.count() && a.chunked() == b.chunked()
                && a.contentLength() == b.contentLength() && a.persistent() == b.persistent();
    }
}
