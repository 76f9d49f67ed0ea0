package stoa.gateway.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTest {
    private static Field of(String name) {
        var bytes = ("\r\n" + name + ": x").getBytes(StandardCharsets.ISO_8859_1);
        return Field.of(bytes, 2, 2 + name.length());
    }

    private static void expect(String name, Field field) {
        assertThat(of(name)).as(name).isEqualTo(field);
        assertThat(of(name.toUpperCase(Locale.ROOT))).as("%s in upper case", name).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({"proxy-, PROXY", "x-stoa-, STOA", "x-forwarded-, FORWARDED"})
    void aFamilyIsKnownByItsPrefixHoweverLongTheName(String prefix, Field field) {
        for (var rest = 1; rest < 40; rest++) {
            expect(prefix + "a".repeat(rest), field);
            expect(prefix.substring(0, prefix.length() - 1) + "_" + "a".repeat(rest), Field.LOOKALIKE);
            expect("z" + prefix + "a".repeat(rest), Field.OTHER);
        }
    }

    @ParameterizedTest
    @CsvSource({"accept, ACCEPT", "host, HOST", "content-length, CONTENT_LENGTH",
            "transfer-encoding, TRANSFER_ENCODING", "date, DATE", "max-forwards, MAX_FORWARDS",
            "connection, CONNECTION", "keep-alive, KEEP_ALIVE", "te, TE", "upgrade, UPGRADE", "http2-settings, UPGRADE",
            "expect, EXPECT", "cookie, COOKIE", "authorization, AUTHORIZATION", "forwarded, FORWARDED", "via, VIA",
            "x-request-id, REQUEST_ID",
            "traceparent, TRACEPARENT",
            "tracestate, TRACESTATE"})
    void aNameIsKnownWholeAndNoOtherOfItsLength(String name, Field field) {
        expect(name, field);
        expect("y" + name.substring(1), Field.OTHER);
        expect(name.substring(0, name.length() - 1) + "y", Field.OTHER);
        expect(name + "y", Field.OTHER);
        if (name.contains("-")) {
            expect(name.replace('-', '_'), Field.LOOKALIKE);
        }
    }
}
