package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** The services' pages in a real browser, behind the gateway, as a real process serves them. */
@Tag("real")
@TestInstance(Lifecycle.PER_CLASS)
class PagesTest {
    private final Browser browser = new Browser();
    private final Web web = new Web();
    private StoaProcess stoa;

    @BeforeAll
    void start(@TempDir Path data) {
        stoa = StoaProcess.start(data, Map.of(), "up").awaitReady();
        await("the probe has an answer", () -> web.text(stoa.gateway(), "/probe/targets").contains("\"up\""));
        for (var path : new String[]{"/directory/", "/directory/?nome=ana", "/probe/", "/infra/", "/records/",
                "/points/"}) {
            await(path + " is answered", () -> web.status(stoa.gateway(), path) == 200);
        }
    }

    @AfterAll
    void stop() {
        browser.close();
        stoa.close();
        web.close();
    }

    private void open(String path) {
        browser.open(URI.create(stoa.gateway() + path));
    }

    @ParameterizedTest
    @CsvSource({"/directory/, pt-BR", "/infra/, en", "/records/, pt-BR", "/probe/, en", "/points/, ru",
            "/users/nobody, en"})
    void aPageIsFitForEveryReader(String path, String language) throws IOException {
        for (var scheme : new String[]{"light", "dark"}) {
            browser.size(1280, 900, scheme);
            open(path);
            assertThat(browser.run("return document.documentElement.lang")).isEqualTo(language);
            assertThat(browser.run("return document.querySelectorAll('h1').length")).isEqualTo("1");
            assertThat(browser.accessibilityViolations()).as(path + " in " + scheme).isEmpty();
        }
        assertThat(browser.log()).noneMatch(line -> line.contains("SEVERE") && !line.contains("404"));
        browser.size(320, 640, "light");
        assertThat(browser.is("document.documentElement.scrollWidth <= 320")).as("it fits a small screen").isTrue();
    }

    @Test
    void theCountersPageShowsWhatOthersAdd() throws IOException {
        browser.size(1280, 900, "light");
        open("/points/");
        var before = Long.parseLong(browser.run("return document.querySelector('h1 + p strong').textContent"));
        var added = web.text(stoa.gateway(), "/points/");
        assertThat(added).contains("<strong>" + (before + 10) + "</strong>");
        await("the page shows it", () -> browser.is("document.querySelector('h1 + p strong').textContent == "
                + (before + 10) + " && document.querySelectorAll('tbody tr').length > 1"));
    }

    @Test
    void usersAreFoundByKeyboardWhateverTheirAccents() throws IOException {
        var made = web.send("POST", stoa.gateway(), "/users",
                "{\"nome\": \"Zoë <b>Ångström</b>\", \"ativo_desde\": \"2024-02-29\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        await("it can be found", () -> web.text(stoa.gateway(), "/directory/?nome=angstrom").contains("Ångström"));
        browser.size(1280, 900, "light");
        open("/directory/");
        browser.press(Keys.TAB);
        browser.press("angstrom", Keys.ENTER);
        await("it is found", () -> browser.run("return document.querySelectorAll('main li').length").equals("1"));
        assertThat(browser.text()).contains("Zoë <b>Ångström</b>");
    }
}
