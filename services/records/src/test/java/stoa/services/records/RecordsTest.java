package stoa.services.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Json;
import stoa.http.Service.RouteClaim;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;
import stoa.services.records.RecordPages.Page;
import stoa.services.records.RecordStore.Registro;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.serving.RoleUnderTest;

class RecordsTest {
    @TempDir
    Path folder;

    private RelationalStores stores() throws StartFailed {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
    }

    private RoleUnderTest start() throws Exception {
        return start(1, stores());
    }

    private static RoleUnderTest start(int number, RelationalStores stores) throws Exception {
        return new RoleUnderTest(Map.of(), (_, shell) -> Records.role(shell, stores), number);
    }

    private static Page page(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        return Json.read(answer.body(), Page.class);
    }

    private void elsewhere(String... statements) throws SQLException {
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("meubanco.db"));
                var statement = other.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void eachStartAddsOneRowAndKeepsThoseBefore() throws Exception {
        for (var starts = 1; starts <= 3; starts++) {
            try (var records = start()) {
                var page = page(records.get("/registros"));
                assertThat(page.registros()).hasSize(starts).first().satisfies(newest -> {
                    assertThat(newest.texto()).isEqualTo("Dado persistido!");
                    assertThat(newest.instancia()).isEqualTo("records-1");
                    assertThat(Instant.parse(newest.quando())).isBetween(Instant.now().minus(Duration.ofMinutes(1)),
                            Instant.now());
                });
                assertThat(page.registros()).extracting(Registro::id).doesNotHaveDuplicates().isSortedAccordingTo(
                        (a, b) -> Long.compare(b, a));
                assertThat(page.next()).isNull();
            }
        }
    }

    @Test
    void everyInstanceOfAProcessAddsItsOwn() throws Exception {
        var stores = stores();
        var one = start(1, stores);
        try (var two = start(2, stores)) {
            assertThat(page(one.get("/registros")).registros()).extracting(Registro::instancia)
                    .containsExactly("records-2", "records-1");
            one.close();
            assertThat(page(two.get("/registros")).registros()).hasSize(2);
        }
    }

    @Test
    void theTableIsPlainEnoughForAnyProgram() throws Exception {
        try (var records = start();
                var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("meubanco.db"));
                var statement = other.createStatement();
                var rows = statement.executeQuery("select * from registros")) {
            assertThat(records.url()).isNotNull();
            assertThat(rows.next()).isTrue();
            var columns = new ArrayList<String>();
            for (var i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add(rows.getMetaData().getColumnName(i));
            }
            assertThat(columns).containsExactly("id", "texto", "quando", "instancia");
            assertThat(rows.getString("texto")).isEqualTo("Dado persistido!");
            assertThat(rows.getString("quando")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        }
    }

    @Test
    void itIsAFileAlsoWhereAServerIsSet() throws Exception {
        var in = Settings.of(Map.of("database-url", "postgresql://nobody@127.0.0.1:1/none"), Map.of(),
                Optional.empty());
        try (var records = start(1, new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder)))) {
            assertThat(page(records.get("/registros")).registros()).hasSize(1);
            assertThat(records.get("/status").body()).contains("\"kind\":\"sqlite\"");
        }
    }

    @Test
    void peopleGetAPageInPortugueseAndProgramsJson() throws Exception {
        elsewhere("create table registros (id integer primary key autoincrement, texto text)",
                "insert into registros (texto) values ('<b>anterior</b>')");
        try (var records = start()) {
            var page = records.get("/", "Accept", "text/html,*/*;q=0.8");
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("vary")).contains("Accept");
            assertThat(page.headers().firstValue("cache-control")).contains("no-store");
            assertThat(page.body()).contains("<html lang=\"pt-BR\">", "<h1>Registros persistidos</h1>", "2 registros",
                    "<caption>", "scope=\"col\"", "<td>Dado persistido!</td>", "<td>records-1</td>",
                    "&lt;b&gt;anterior&lt;/b&gt;", "<td>desconhecido</td>").doesNotContain("<b>", "href");
            assertThat(records.get("/").headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page(records.get("/", "Accept", "application/json")).registros()).hasSize(2);
        }
    }

    @Test
    void rowsThatAnEarlierProgramWroteAreKept() throws Exception {
        elsewhere("create table if not exists registros (id integer primary key autoincrement, texto text)",
                "insert into registros (texto) values ('Dado persistido!')",
                "insert into registros (texto) values (null)");
        for (var starts = 1; starts <= 2; starts++) {
            try (var records = start()) {
                var rows = page(records.get("/registros")).registros();
                assertThat(rows).hasSize(2 + starts);
                assertThat(rows.getLast()).isEqualTo(new Registro(1, "Dado persistido!", null, null));
                assertThat(rows.get(starts)).isEqualTo(new Registro(2, null, null, null));
            }
        }
    }

    @Test
    void rowsThatAnotherProgramAddsMeanwhileAreServed() throws Exception {
        try (var records = start()) {
            elsewhere("insert into registros (texto) values ('de fora')");
            assertThat(page(records.get("/registros")).registros()).extracting(Registro::texto)
                    .containsExactly("de fora", "Dado persistido!");
        }
    }

    @Test
    void longListsComeInPages() throws Exception {
        try (var records = start()) {
            elsewhere("with recursive n(i) as (select 1 union all select i + 1 from n where i < 119)"
                    + " insert into registros (texto) select 'linha ' || i from n");
            var ids = new ArrayList<Long>();
            var sizes = new ArrayList<Integer>();
            for (var next = ""; next != null;) {
                var page = page(records.get("/registros" + (next.isEmpty() ? "" : "?cursor=" + next)));
                page.registros().forEach(row -> ids.add(row.id()));
                sizes.add(page.registros().size());
                next = page.next();
            }
            assertThat(sizes).containsExactly(50, 50, 20);
            assertThat(ids).hasSize(120).doesNotHaveDuplicates();
            assertThat(records.get("/?limit=100").body()).contains("120 registros",
                    "<a href=\"?limit=100&amp;cursor=21\">Registros mais antigos</a>");
            assertThat(records.get("/?limit=100&cursor=21").body()).contains("linha 19<", "Dado persistido!")
                    .doesNotContain("linha 20<", "href");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=muitos", "cursor=x", "cursor=99999999999999999999",
            "cursor="})
    void whatIsNoPageIsRefusedNamingTheParameter(String query) throws Exception {
        try (var records = start()) {
            for (var path : List.of("/", "/registros")) {
                var answer = records.get(path + "?" + query);
                assertThat(answer.statusCode()).isEqualTo(422);
                assertThat(answer.body()).contains("\"field\":\"" + query.split("=", 2)[0] + "\"");
            }
        }
    }

    @Test
    void aReadOnlyFileIsNamedAtTheStart() throws Exception {
        start().close();
        assertThat(folder.resolve("meubanco.db").toFile().setWritable(false, false)).isTrue();
        refused("meubanco.db is read-only");
        assertThat(folder.resolve("meubanco.db").toFile().setWritable(true)).isTrue();
        try (var records = start()) {
            assertThat(page(records.get("/registros")).registros()).hasSize(2);
        }
    }

    @Test
    void aFileThatAnotherProcessHoldsIsNamedAtTheStart() throws Exception {
        try (var held = DataFolder.open(folder).lock("meubanco")) {
            assertThat(held).isNotNull();
            refused("meubanco.db is held by another process");
        }
        start().close();
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedAndLeftAlone() throws Exception {
        Files.writeString(folder.resolve("meubanco.db"), "querido diário\n".repeat(500));
        refused("not an SQLite database");
        assertThat(folder.resolve("meubanco.db")).content().startsWith("querido diário");
    }

    @Test
    void aTableOfAnotherShapeIsNamedAndLeftAlone() throws Exception {
        elsewhere("create table registros (numero integer primary key, mensagem text)",
                "insert into registros (mensagem) values ('outro')");
        refused("the table registros is not one with columns id and texto");
        elsewhere("insert into registros (mensagem) values ('ainda aqui')");
        assertThat(columns()).containsExactly("numero", "mensagem");
        refused("the table registros is not one with columns id and texto");
        assertThat(columns()).containsExactly("numero", "mensagem");
    }

    private List<String> columns() throws SQLException {
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("meubanco.db"));
                var statement = other.createStatement();
                var rows = statement.executeQuery("pragma table_info(registros)")) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                names.add(rows.getString("name"));
            }
            return names;
        }
    }

    @Test
    void whatOtherProgramsWroteIsOneLineOfTheLog() {
        assertThat(Records.line("de\r\nfora\u2028 \u001b[31m")).isEqualTo("de fora [31m");
        assertThat(Records.line(null)).isEqualTo("null");
    }

    private void refused(String words) {
        assertThatThrownBy(this::start).isInstanceOf(StartFailed.class).hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }

    @Test
    void itAsksForThePrefixRecordsAndHasNoSettings() throws Exception {
        try (var records = start()) {
            assertThat(records.announced().route()).contains(new RouteClaim("/records/", true));
            assertThat(records.settings().effective()).isEmpty();
            assertThat(records.get("/registros/1").statusCode()).isEqualTo(404);
            assertThat(records.send("POST", "/registros").statusCode()).isEqualTo(405);
        }
    }
}
