package stoa.main.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

class InstanceNumbersTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void processesOfOneFolderGetNumbersOfTheirOwnAndAFreedOneComesBack() throws StartFailed {
        var data = DataFolder.open(folder);
        var first = new InstanceNumbers();
        try (var second = new InstanceNumbers()) {
            assertThat(first.take(data, List.of("all"), Map.of("names", 2))).containsEntry("names", List.of(1, 2));
            assertThat(second.take(data, List.of("names"), Map.of("names", 1))).containsEntry("names", List.of(3));
            assertThat(first.process()).isEqualTo("all-1");
            assertThat(second.process()).isEqualTo("names-1");
            first.close();
            try (var third = new InstanceNumbers()) {
                assertThat(third.take(data, List.of("names"), Map.of("names", 1))).containsEntry("names", List.of(1));
                assertThat(third.process()).isEqualTo("names-2");
            }
        }
    }
}
