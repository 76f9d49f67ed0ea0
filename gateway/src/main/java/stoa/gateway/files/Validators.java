package stoa.gateway.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What tells one state of a file from another (RFC 9110, section 8.8).
 *
 * @param strong whether no other state can look the same. A file that was written within the last seconds may be written
 *            again without its time being another
 * @param tag between quotes, without the mark of a weak one
 * @param modified in seconds since 1970, never in the future
 */
record Validators(boolean strong, String tag, long modified) {
    private static final long SETTLED_SECONDS = 2;

    static Validators of(BasicFileAttributes file, String coding, Instant now) {
        var time = file.lastModifiedTime();
        var nanos = time.to(TimeUnit.NANOSECONDS);
        var text = nanos + " " + file.fileKey();
        // FNV-1a: which file it is and when it was written, without telling either
        var hash = 0xcbf29ce484222325L;
        for (var b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        var tag = "\"" + Long.toHexString(file.size()) + "-" + Long.toHexString(hash)
                + (coding.isEmpty() ? "" : "-" + coding) + "\"";
        var second = Math.floorDiv(time.toMillis(), 1000L);
        return new Validators(second + SETTLED_SECONDS <= now.getEpochSecond(), tag,
                Math.max(0, Math.min(second, now.getEpochSecond())));
    }

    String etag() {
        return strong ? tag : "W/" + tag;
    }
}
