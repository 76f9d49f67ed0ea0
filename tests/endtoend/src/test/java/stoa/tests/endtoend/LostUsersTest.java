package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** The process of users is killed: the directory says so, and is back by itself with all that was acknowledged. */
class LostUsersTest {
    @Test
    void theDirectorySaysThatUsersIsLostAndRecoversByItself(@TempDir Path data) throws IOException {
        try (var stoa = StoaProcess.start(data, Map.of(), "run", "events", "catalog", "gateway", "directory")
                .awaitReady(); var web = new Web()) {
            var gateway = stoa.gateway();
            try (var users = StoaProcess.start(data, Map.of(), "run", "users").awaitReady()) {
                await("the directory shows users",
                        () -> web.text(gateway, "/directory/").contains("<li>Ana Gonçalves"));
                var made = web.send("POST", gateway, "/users",
                        "{\"nome\": \"Zélia\", \"ativo_desde\": \"2024-02-29\"}");
                assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
                await("the directory shows the new one", () -> web.text(gateway, "/directory/").contains("<li>Zélia"));
                users.kill();
            }
            var lost = web.get(gateway, "/directory/");
            assertThat(lost.statusCode()).isEqualTo(503);
            assertThat(lost.headers().firstValue("retry-after")).contains("2");
            assertThat(lost.body()).contains("O serviço de usuários está indisponível", "Última resposta conhecida",
                    "<li>Zélia");
            try (var users = StoaProcess.start(data, Map.of(), "run", "users").awaitReady()) {
                await("the directory is back", () -> web.text(gateway, "/directory/").contains("<li>Zélia"));
                assertThat(web.text(gateway, "/users?nome=zelia")).contains("\"id\":7,\"nome\":\"Zélia\"");
                assertThat(users.isAlive()).isTrue();
            }
        }
    }
}
