package stoa.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.services.users.UserStore.Outcome;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;
import stoa.tests.kit.Postgres;

@Timeout(120)
class UserStoreOnPostgresTest extends UserStoreContract {
    private static final LocalDate DAY = LocalDate.parse("2024-02-29");

    @TempDir
    Path folder;

    @Override
    Relational open() throws Exception {
        return open(Postgres.emptyDatabase());
    }

    private Relational open(String url) throws Exception {
        var in = Settings.of(Map.of("database-url", url), Map.of(), Optional.empty());
        return new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder)).open("users");
    }

    @Test
    void instancesThatShareTheServerDoNotOverwriteEachOther() throws Exception {
        closeStore();
        var url = Postgres.emptyDatabase();
        try (var one = open(url); var two = open(url); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> writers = new ArrayList<>();
            for (var n = 0; n < 6; n++) {
                var store = new UserStore(n % 2 == 0 ? one : two);
                writers.add(() -> write(store, 5));
            }
            for (var done : threads.invokeAll(writers)) {
                assertThat(done.get()).isEqualTo(5);
            }
            var last = new UserStore(one).find(1).orElseThrow();
            assertThat(last.revision()).isEqualTo(31);
            assertThat(last.user().nome()).isEqualTo("Ana Gonçalves" + "+".repeat(30));
        }
    }

    @Test
    void theOrderOfNamesHasAnIndexThatInstancesMakeOnce() throws Exception {
        closeStore();
        var url = Postgres.emptyDatabase();
        try (var one = open(url); var two = open(url); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> starts = new ArrayList<>();
            for (var tables : List.of(one, two, one, two)) {
                starts.add(() -> {
                    new UserStore(tables).prepare();
                    return true;
                });
            }
            for (var done : threads.invokeAll(starts)) {
                assertThat(done.get()).isTrue();
            }
            var plan = one.read(sql -> {
                sql.execute("set local enable_seqscan = off");
                return sql.fetch("explain select id from users where (folded collate \"C\", id) > ('b', 1)"
                        + " order by folded collate \"C\", id limit 2").format();
            });
            assertThat(plan).contains("users_by_characters").doesNotContain("Sort");
        }
    }

    /** Adds a sign to the name so many times, each time to the name as it was seen. */
    private static int write(UserStore store, int times) {
        var done = 0;
        while (done < times) {
            try {
                var seen = store.find(1).orElseThrow();
                var to = new Details(seen.user().nome() + "+", DAY);
                done += store.change(1, revision -> revision == seen.revision(), to) instanceof Outcome.Done ? 1 : 0;
            } catch (StoreUnavailable e) {
                // lost against others again and again; nothing of it took effect
            }
        }
        return done;
    }
}
