package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** The directory in a real browser, without a script of its own. */
@Tag("real")
class DirectoryPageTest {
    @Test
    void peopleAreFoundByKeyboardAndTheLossOfUsersCanBeRead(@TempDir Path data) throws Exception {
        try (var stoa = StoaProcess.start(data, Map.of(), "up").awaitReady();
                var web = new Web();
                var browser = new Browser()) {
            var directory = URI.create(stoa.gateway() + "/directory/");
            awaitPage(web, stoa, "/directory/", "Пётр Семёнов");
            awaitPage(web, stoa, "/directory/?nome=CONCEICAO", "João da Conceição");
            browser.size(360, 800, "dark");
            browser.open(directory);
            await("everybody is shown", () -> browser.text().contains("Пётр Семёнов"));
            assertThat(browser.accessibilityViolations()).isEmpty();

            browser.press(Keys.TAB);
            assertThat(browser.focusedName()).isEqualTo("Nome");
            browser.press("CONCEICAO", Keys.ENTER);
            await("one is found", () -> browser.text().contains("1 usuário."));
            assertThat(browser.text()).contains("João da Conceição").doesNotContain("Ana");
            assertThat(browser.is("document.documentElement.scrollWidth <= innerWidth")).isTrue();

            var disabled = web.put(stoa.gateway(), "/services/users/instances/users-1/intent",
                    "{\"intent\": \"disabled\"}");
            assertThat(disabled.statusCode()).as(disabled.body()).isEqualTo(200);
            await("the directory tells of it", () -> web.status(stoa.gateway(), "/directory/") == 503);
            for (var scheme : new String[]{"light", "dark"}) {
                browser.size(1280, 900, scheme);
                browser.open(directory);
                await("the loss is told", () -> browser.text().contains("está indisponível"));
                assertThat(browser.text()).contains("Última resposta conhecida", "Пётр Семёнов");
                assertThat(browser.accessibilityViolations()).as(scheme).isEmpty();
            }
        }
    }

    /** A browser does not ask again where a first answer takes longer than the directory waits. */
    private static void awaitPage(Web web, StoaProcess stoa, String path, String name) {
        await(path + " shows " + name, () -> web.text(stoa.gateway(), path).contains(name));
    }
}
