package stoa.gateway.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes DER (ITU-T X.690), as much of it as certificates and keys need. */
final class Der {
    private static final int MULTIPLE = 0x80;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** Times before it have two digits for the year (RFC 5280, section 4.1.2.5). */
    private static final Instant LONG_YEARS = Instant.parse("2050-01-01T00:00:00Z");

    private Der() {}

    static byte[] tagged(int tag, byte[]... parts) {
        var content = joined(parts);
        var out = new ByteArrayOutputStream(content.length + 6);
        out.write(tag);
        if (content.length < MULTIPLE) {
            out.write(content.length);
        } else {
            var length = BigInteger.valueOf(content.length).toByteArray();
            var from = length[0] == 0 ? 1 : 0;
            out.write(MULTIPLE | (length.length - from));
            out.write(length, from, length.length - from);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return tagged(0x30, parts);
    }

    static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    static byte[] yes() {
        return new byte[]{0x01, 0x01, (byte) 0xFF};
    }

    static byte[] nothing() {
        return new byte[]{0x05, 0x00};
    }

    /** @param unused bits at the end that do not count */
    static byte[] bits(int unused, byte... content) {
        return tagged(0x03, new byte[]{(byte) unused}, content);
    }

    static byte[] octets(byte[] content) {
        return tagged(0x04, content);
    }

    /** @param dotted such as {@code 2.5.29.17} */
    static byte[] oid(String dotted) {
        var arcs = dotted.split("\\.");
        var out = new ByteArrayOutputStream();
        out.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
        for (var i = 2; i < arcs.length; i++) {
            arc(out, Integer.parseInt(arcs[i]));
        }
        return tagged(0x06, out.toByteArray());
    }

    private static void arc(ByteArrayOutputStream out, int value) {
        for (var shift = 28; shift > 0; shift -= 7) {
            if (value >>> shift != 0) {
                out.write(MULTIPLE | ((value >>> shift) & 0x7F));
            }
        }
        out.write(value & 0x7F);
    }

    static byte[] time(Instant at) {
        var text = TIME.format(at);
        return at.isBefore(LONG_YEARS)
                ? tagged(0x17, text.substring(2).getBytes(StandardCharsets.US_ASCII))
                : tagged(0x18, text.getBytes(StandardCharsets.US_ASCII));
    }
}
