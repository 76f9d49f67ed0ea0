package stoa.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import stoa.http.Conditions;
import stoa.http.Reply;
import stoa.http.Request;

/**
 * A file as it is answered: with a validator, and compressed for clients that take it so.
 *
 * @param lifetime the value of {@code Cache-Control}
 * @param zipped the same by gzip
 * @param tag of the plain bytes; those of the zipped ones have a tag of their own
 */
record StaticFile(String type, String lifetime, byte[] plain, byte[] zipped, String tag) {
    private static final int TAG_BYTES = 12;

    static StaticFile of(String type, String lifetime, byte[] bytes) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(zipped)) {
            zip.write(bytes);
        }
        return new StaticFile(type, lifetime, bytes, zipped.toByteArray(), tag(bytes));
    }

    private static String tag(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    Reply reply(Request request) {
        var zip = zipped.length < plain.length && takesGzip(request);
        var etag = "\"" + tag + (zip ? "-gz" : "") + "\"";
        var reply = Conditions.of(request).know(etag)
                ? Reply.empty(304)
                : Reply.of(200, type, zip ? zipped : plain);
        var whole = reply.with("ETag", etag).with("Cache-Control", lifetime).with("Vary", "Accept-Encoding");
        return zip && reply.status() == 200 ? whole.with("Content-Encoding", "gzip") : whole;
    }

    private static boolean takesGzip(Request request) {
        return request.header("Accept-Encoding").stream().flatMap(value -> Stream.of(value.split(",")))
                .map(coding -> coding.replace(" ", "").toLowerCase(Locale.ROOT))
                .anyMatch(coding -> coding.matches("(gzip|x-gzip)(;q=(1(\\.0*)?|0?\\.\\d*[1-9]\\d*))?"));
    }
}
