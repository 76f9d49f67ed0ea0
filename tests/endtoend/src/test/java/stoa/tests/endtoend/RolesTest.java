package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.PostgresServer;
import stoa.tests.kit.StoaProcess;

/** The same program, each role a process of its own, on PostgreSQL: users find what they find in one process. */
class RolesTest {
    /** As {@code stoa roles} lists them, but for the row that stands for all. */
    private static List<String> roles(Path data) {
        try (var command = StoaProcess.start(data, Map.of(), "roles")) {
            assertThat(command.awaitExit()).isZero();
            return command.out().lines().skip(1).map(line -> line.split(" ", 2)[0]).filter(r -> !r.equals("all"))
                    .toList();
        }
    }

    @Test
    void eachInAProcessOfItsOwnOnPostgresTheyKeepTheContract(@TempDir Path folder) {
        var data = folder.resolve("data");
        var processes = new ArrayList<StoaProcess>();
        try (var store = new PostgresServer(folder.resolve("postgres"))) {
            var environment = Map.of("DATABASE_URL", store.url());
            var roles = roles(data);
            for (var role : roles) {
                processes.add(StoaProcess.start(data, environment, "run", role).awaitReady());
            }
            var gateway = processes.get(roles.indexOf("gateway")).gateway().toString();
            await("all are routable", () -> {
                var services = output(data, "services", "--url", gateway);
                return roles.stream().allMatch(r -> services.matches("(?s).*\\d +" + r + " +up +1 of 1.*"));
            });
            assertThat(command(data, "tour", "--url", gateway)).contains("as the contract says").doesNotContain("✗");
            assertThat(data.resolve("users.db")).doesNotExist();
            assertThat(data.resolve("meubanco.db")).exists();
        } finally {
            processes.forEach(StoaProcess::close);
        }
    }

    /** Whether or not it succeeds: there may be nobody yet to ask. */
    private static String output(Path data, String... arguments) {
        try (var command = StoaProcess.start(data, Map.of(), arguments)) {
            command.awaitExit();
            return command.out();
        }
    }

    private static String command(Path data, String... arguments) {
        try (var command = StoaProcess.start(data, Map.of(), arguments)) {
            assertThat(command.awaitExit()).as(command.out() + command.err()).isZero();
            return command.out();
        }
    }
}
