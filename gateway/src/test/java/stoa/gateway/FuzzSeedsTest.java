package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.gateway.http1.Fuzzing;

/** The fuzzers' seeds and whatever they have found, without the fuzzer: it would put its hooks into every other test of the process. */
class FuzzSeedsTest {
    /** One input of a fuzzer, shown by its file. */
    record Seed(String shown, Fuzzing fuzzer, byte[] bytes) {
        @Override
        public String toString() {
            return shown;
        }
    }

    static Stream<Seed> seeds() {
        var all = Fuzzing.OF_HTTP.entrySet().stream().toList();
        var seeds = Stream.concat(all.stream().flatMap(e -> of("http1/" + e.getKey(), e.getValue())),
                of("ConnectionFuzzTestInputs/connection", new ConnectionFuzzTest()::check)).toList();
        assertThat(seeds).hasSizeGreaterThan(40);
        return seeds.stream();
    }

    private static Stream<Seed> of(String folder, Fuzzing fuzzer) {
        var at = FuzzSeedsTest.class.getResource(folder);
        if (at == null) {
            throw new IllegalStateException("no seeds in " + folder);
        }
        try (var files = Files.list(Path.of(at.toURI()))) {
            return files.sorted().map(f -> seed(folder, f, fuzzer)).toList().stream();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Seed seed(String folder, Path file, Fuzzing fuzzer) {
        try {
            return new Seed(folder + "/" + file.getFileName(), fuzzer, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void holds(Seed seed) throws Exception {
        seed.fuzzer.check(seed.bytes);
    }
}
