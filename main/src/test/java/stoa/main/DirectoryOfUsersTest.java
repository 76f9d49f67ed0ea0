package stoa.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.services.directory.Directory;
import stoa.services.users.Users;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.serving.RoleUnderTest;

/** The directory as it reads what the users service answers, both as they run in the program. */
@Timeout(60)
class DirectoryOfUsersTest {
    @TempDir
    Path folder;

    private volatile RoleUnderTest users;
    private Client client;
    private RoleUnderTest directory;

    @BeforeEach
    void start() throws Exception {
        users = users();
        client = new Client(service -> URI.create("http://" + users.url().getAuthority()));
        directory = RoleUnderTest.start((_, shell) -> Directory.role(shell, client, Duration.ofSeconds(20)));
        awaitPage();
    }

    /** A first page may take longer than the directory's patience, where many tests share a machine. */
    private void awaitPage() throws Exception {
        while (directory.get("/").statusCode() == 503) {
            Thread.onSpinWait();
        }
    }

    private RoleUnderTest users() throws Exception {
        var stores = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
        return RoleUnderTest.start((in, shell) -> Users.role(in, shell, stores));
    }

    @AfterEach
    void stop() {
        directory.close();
        client.close();
        users.close();
    }

    private HttpResponse<String> json(String path) throws Exception {
        return directory.get(path, "Accept", "application/json");
    }

    @Test
    void whatUsersAnswersIsUnderstood() throws Exception {
        var page = directory.get("/");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("6 usuários.").containsSubsequence("<ul>", "<li>Ana Gonçalves, ",
                "<li>Érica Simões, ", "<li>João da Conceição, ", "datetime=\"2019-11-02\">02/11/2019<",
                "<li>Андрей Дубровский, ", "<li>Дарья Журавлёва, ", "<li>Пётр Семёнов, ", "</ul>");
        assertThat(json("/?nome=conceicao").body()).startsWith(
                "{\"users\":[{\"id\":2,\"nome\":\"João da Conceição\",\"ativo_desde\":\"2019-11-02\"}],\"next\":null,");
    }

    @Test
    void itsPagesAreFollowed() throws Exception {
        for (var n = 0; n < 250; n++) {
            users.json("POST", "/users", "{\"nome\": \"José " + n + "\", \"ativo_desde\": \"2024-02-29\"}");
        }
        assertThat(directory.get("/").body().split("<li>")).hasSize(257);
        var seen = new ArrayList<String>();
        var more = "";
        do {
            var page = json("/?limit=100&nome=jose" + more).body();
            IntStream.range(0, 250).mapToObj(n -> "José " + n).filter(name -> page.contains("\"" + name + "\""))
                    .forEach(seen::add);
            var next = page.indexOf("\"next\":\"") + "\"next\":\"".length();
            more = page.contains("\"next\":null") ? "" : "&cursor=" + page.substring(next, page.indexOf('"', next));
        } while (!more.isEmpty());
        assertThat(seen).hasSize(250).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nome", "cursor"})
    void whatItFindsNotValidIsToldAsSuch(String query) throws Exception {
        var answer = json("/?" + query + "=" + "x".repeat(201));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("{\"field\":\"" + query + "\",");
    }

    @Test
    void whenItGoesWhileManyAskEachGetsAPageOrIsToldAndLaterAllGetIt() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Integer>>> readers = new ArrayList<>();
            for (var n = 0; n < 4; n++) {
                readers.add(() -> {
                    var statuses = new ArrayList<Integer>();
                    while (statuses.isEmpty() || statuses.getLast() == 200) {
                        statuses.add(directory.get("/").statusCode());
                    }
                    return statuses;
                });
            }
            var reading = readers.stream().map(threads::submit).toList();
            for (var n = 0; n < 10; n++) {
                directory.get("/");
            }
            users.close();
            for (var reader : reading) {
                assertThat(reader.get()).isSubsetOf(200, 503).endsWith(503);
            }
        }
        assertThat(directory.get("/").body()).contains("Última resposta conhecida", "<li>Ana Gonçalves, ");
        users = users();
        awaitPage();
        assertThat(directory.get("/").body()).contains("<li>Ana Gonçalves, ").doesNotContain("Última");
    }
}
