package stoa.catalog.calls.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicrosTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        var histogram = Micros.none();
        histogram.recordValueWithCount(0, 2);
        histogram.recordValueWithCount(1500, 1_000_000_000_000L);
        histogram.recordValue(1L << 32);
        assertThat(Micros.read(Micros.text(histogram))).isEqualTo(histogram);
        assertThat(Micros.read(Micros.text(Micros.none())).getTotalCount()).isZero();
    }

    private static String encoded(Histogram histogram) {
        var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        histogram.encodeIntoByteBuffer(buffer);
        buffer.flip();
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** What a header asks for is refused before room is made for it. */
    @Test
    void otherShapesAreRefused() {
        for (var other : new Histogram[]{new Histogram(1, 1L << 33, 3), new Histogram(1, Long.MAX_VALUE, 2),
                new Histogram(1, 1L << 20, 2), new Histogram(1000, 1L << 33, 2)}) {
            assertThatThrownBy(() -> Micros.read(encoded(other))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("HdrHistogram");
        }
        var whole = Base64.getDecoder().decode(Micros.text(Micros.none()));
        for (var at = 0; at < whole.length; at++) {
            var broken = whole.clone();
            broken[at] ^= 0x40;
            var text = Base64.getEncoder().encodeToString(broken);
            if (at < 40) {
                assertThatThrownBy(() -> Micros.read(text)).as("byte %d", at)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "AAAA", "HISTFAAAAAAAAA=="})
    void whatIsNoHistogramIsRefused(String text) {
        assertThatThrownBy(() -> Micros.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsThatRunOutOfTheHistogramAreRefused() {
        var bytes = ByteBuffer.allocate(40 + 6000);
        bytes.put(Base64.getDecoder().decode(Micros.text(Micros.none())), 0, 40);
        bytes.putInt(4, 6000);
        while (bytes.hasRemaining()) {
            bytes.put((byte) 2);
        }
        assertThatThrownBy(() -> Micros.read(Base64.getEncoder().encodeToString(bytes.array())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
