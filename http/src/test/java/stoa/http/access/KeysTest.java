package stoa.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class KeysTest {
    @TempDir
    Path folder;

    private Keys keys(Map<String, String> environment) throws InvalidSettings {
        var in = Settings.of(Map.of(), environment, Optional.empty());
        var keys = Keys.read(in, DataFolder.at(folder));
        in.verify();
        return keys;
    }

    @Test
    void readingMakesNothing() throws Exception {
        assertThat(keys(Map.of()).token()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theFirstStartMakesBothForItsOwnerAlone() throws Exception {
        var keys = keys(Map.of());
        keys.open();
        assertThat(keys.token()).hasValueSatisfying(t -> assertThat(t).matches("[A-Za-z0-9_-]{43}"));
        for (var name : new String[]{"token", "secret"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.token*");
    }

    @Test
    void processesThatStartAtOnceComeToTheSame() throws Exception {
        var together = new CyclicBarrier(8);
        Callable<String> start = () -> {
            var keys = keys(Map.of());
            together.await();
            keys.open();
            return keys.token().orElseThrow() + new String(keys.signingKey(), java.nio.charset.StandardCharsets.UTF_8);
        };
        try (var threads = Executors.newFixedThreadPool(8)) {
            var found = new HashSet<String>();
            for (Future<String> one : threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> start).toList())) {
                found.add(one.get());
            }
            assertThat(found).hasSize(1);
        }
    }

    @Test
    void theSettingsWinAndNothingIsWritten() throws Exception {
        var keys = keys(
                Map.of("STOA_TOKEN", "a-token-that-was-given", "STOA_SECRET", "0123456789abcdef0123456789abcdef"));
        keys.open();
        assertThat(keys.token()).contains("a-token-that-was-given");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void badOnesAreRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> keys(Map.of("STOA_TOKEN", "has a blank in it, that one", "STOA_SECRET", "too short")))
                .isInstanceOfSatisfying(InvalidSettings.class, e -> assertThat(e.errors().toString())
                        .contains("token: must be", "secret: must be").doesNotContain("blank", "too short"));
    }
}
