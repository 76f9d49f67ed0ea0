package stoa.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * A file as its name leads to it now, through links such as Kubernetes exchanges: another stamp, another content to read.
 *
 * @param file which one it is, by the file system's own key
 * @param size in bytes, negative where there is none
 */
public record FileStamp(String file, long modifiedNanos, long size) {
    private static final FileStamp MISSING = new FileStamp("", 0, -1);

    public static FileStamp of(Path path) {
        try {
            var is = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(String.valueOf(is.fileKey()), is.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    is.size());
        } catch (IOException e) {
            return MISSING;
        }
    }
}
