package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** Two processes and one file; kill -9. */
@Timeout(120)
class SqliteCrashTest {
    private static final int KILLS = 5;

    @TempDir
    Path folder;

    private static Relational open(Path folder) throws StartFailed {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder)).open("kit");
    }

    /** Writes from many threads, and says each row that was acknowledged. */
    static final class Writing {
        private Writing() {}

        public static void main(String[] args) throws Exception {
            var store = open(Path.of(args[0]));
            var next = new AtomicLong(Long.parseLong(args[1]));
            for (var n = 0; n < 16; n++) {
                Thread.ofVirtual().start(() -> {
                    while (true) {
                        var id = next.incrementAndGet();
                        RelationalContract.enter(store, id);
                        System.out.println(id);
                    }
                });
            }
            Thread.currentThread().join();
        }
    }

    /** Holds the store until its input ends. */
    static final class Holding {
        private Holding() {}

        public static void main(String[] args) throws Exception {
            try (var store = open(Path.of(args[0]))) {
                System.out.println(store.name());
                System.in.read();
            }
        }
    }

    @Test
    void whateverWasAcknowledgedSurvivesKill9() throws Exception {
        Set<Long> acknowledged = new HashSet<>();
        var first = 0L;
        for (var kill = 0; kill < KILLS; kill++) {
            try (var child = new Child(Writing.class, List.of(), folder.toString(), Long.toString(first))) {
                for (var n = 0; n < 300; n++) {
                    acknowledged.add(Long.parseLong(String.valueOf(child.line())));
                }
                child.kill();
                for (var line = child.line(); line != null; line = child.line()) {
                    if (line.matches("\\d+")) {
                        acknowledged.add(Long.parseLong(line));
                    }
                }
            }
            try (var store = open(folder)) {
                List<Long> found = store.read(sql -> sql.fetchValues("select id from entry").stream()
                        .map(id -> Long.parseLong(String.valueOf(id))).toList());
                assertThat(found).doesNotHaveDuplicates().containsAll(acknowledged);
                first = found.stream().mapToLong(Long::longValue).max().orElseThrow();
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * 300);
    }

    @Test
    void aFileBelongsToOneProcessAtATime() throws Exception {
        try (var child = new Child(Holding.class, List.of(), folder.toString())) {
            assertThat(child.line()).isEqualTo("relational/kit");
            assertThatThrownBy(() -> open(folder)).isInstanceOf(StartFailed.class)
                    .hasMessageContaining("held by another process").hasMessageNotContaining("\n");
            assertThat(child.end()).isZero();
        }
        open(folder).close();
    }
}
