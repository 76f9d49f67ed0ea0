package stoa.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.kit.PostgresServer;
import stoa.tests.serving.RoleUnderTest;

@Timeout(120)
class LostServerTest {
    private static final String USER = "{\"nome\": \"Ana\", \"ativo_desde\": \"2024-01-01\"}";

    @TempDir
    Path folder;

    @Test
    void whileTheServerIsAwayTheAnswerIs503ThatSaysSoAndThenAllIsThereAgain() throws Exception {
        try (var server = new PostgresServer(folder.resolve("server"))) {
            var in = Settings.of(Map.of("database-url", server.url(), "database-connect-timeout", "2s"), Map.of(),
                    Optional.empty());
            var stores = new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder.resolve("data")));
            try (var users = RoleUnderTest.start((read, shell) -> Users.role(read, shell, stores))) {
                assertThat(users.json("POST", "/users", USER).statusCode()).isEqualTo(201);
                server.stop();
                for (var method : new String[]{"GET", "DELETE"}) {
                    var away = users.send(method, "/users/7");
                    assertThat(away.statusCode()).isEqualTo(503);
                    assertThat(away.headers().firstValue("retry-after")).contains("1");
                    assertThat(away.body()).contains("\"users cannot be read or changed now\"");
                }
                assertThat(users.json("POST", "/users", USER).statusCode()).isEqualTo(503);
                assertThat(users.get("/health").body()).contains("degraded").contains("\"ready\":true");
                server.startAgain();
                var again = users.get("/users/7");
                while (again.statusCode() == 503) {
                    again = users.get("/users/7");
                }
                assertThat(again.body()).contains("\"nome\":\"Ana\"");
            }
        }
    }
}
