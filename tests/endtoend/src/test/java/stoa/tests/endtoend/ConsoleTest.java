package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import stoa.tests.kit.OwnService;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** The pages in a real browser, against the program as a real process. */
@Tag("real")
class ConsoleTest {
    /** The platform's promise of how soon it says why an instance gets no traffic. */
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(3);
    private static final int MOST_TABS = 60;

    @TempDir
    Path data;

    private final Web web = new Web();
    private final Browser browser = new Browser();
    private final OwnService one = new OwnService("one");
    private final OwnService two = new OwnService("two");
    private StoaProcess stoa;

    ConsoleTest() throws IOException {}

    @BeforeEach
    void start() {
        stoa = StoaProcess.start(data, Map.of(), "up").awaitReady();
    }

    @AfterEach
    void stop() {
        browser.close();
        stoa.close();
        web.close();
        one.close();
        two.close();
    }

    @Test
    void aServiceIsSeenDrainedByKeyboardAndItsDeathExplained() throws Exception {
        browser.size(1280, 900, "light");
        browser.open(URI.create(stoa.gateway() + "/"));
        await("the console is there", () -> browser.text().contains("are routable"));
        assertThat(browser.address()).endsWith("/console/");

        register("tea-1", one);
        register("tea-2", two);
        browser.press("/");
        browser.press("tea", Keys.TAB);
        await("only it is shown", () -> browser.is("document.querySelectorAll('.service').length === 1"));
        await("both are seen with their facts", () -> browser.text().contains("tea-1")
                && count("article.instance[aria-labelledby*='-tea-'] .plain strong", "yes") == 2);
        assertThat(browser.text()).contains("http://127.0.0.1:" + one.url().getPort(), "stays until it is removed");
        tabTo("Drain tea-1");
        browser.press(Keys.ENTER);
        await("it is drained", () -> browser.text().contains("draining by the operator's will"));
        assertThat(browser.focusedName()).isEqualTo("Drain tea-1");
        assertThat(web.text(stoa.gateway(), "/services/tea")).contains("\"intent\":\"draining\"");
        assertThat(browser.text()).contains("tea/tea-1 is to be draining");

        two.close();
        var began = System.nanoTime();
        await("its reason is seen", () -> browser.text().contains("failed: connection refused"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(VISIBLE_WITHIN);

        tabTo("History of tea/tea-2");
        browser.press(Keys.ENTER);
        await("its history is seen", () -> count(".history[open] li", "is not routable") > 0);
        assertThat(browser.accessibilityViolations()).isEmpty();
        for (var scheme : new String[]{"light", "dark"}) {
            browser.size(360, 800, scheme);
            assertThat(browser.is("document.documentElement.scrollWidth <= innerWidth")).isTrue();
            assertThat(browser.accessibilityViolations()).as(scheme).isEmpty();
        }
        assertThat(browser.log()).isEmpty();
    }

    @Test
    void aLostConnectionIsShownAndRecovered() {
        browser.size(1280, 4000, "light");
        browser.open(URI.create(stoa.gateway() + "/console/"));
        await("it is live", () -> browser.text().contains("Live"));
        tabTo("Drain catalog-1");
        browser.press(Keys.ENTER);
        await("the only catalog is kept", () -> browser.text().contains("the only catalog that can be reached"));
        var port = stoa.gateway().getPort();
        stoa.kill();
        await("the loss is shown", () -> browser.text().contains("Connection lost"));
        assertThat(browser.text()).contains("this is as of", "were routable at", "names-1");
        stoa = StoaProcess.start(data, Map.of("PORT", String.valueOf(port)), "up", "--replicas", "greeter=2")
                .awaitReady();
        await("it is live again", () -> browser.text().contains("Live") && browser.text().contains("greeter-2"));
    }

    @Test
    void whoIsNoOperatorIsAskedForTheToken() throws Exception {
        try (var strict = StoaProcess.start(data.resolve("strict"), Map.of("STOA_TRUST_LOOPBACK", "false"), "up")
                .awaitReady()) {
            browser.open(URI.create(strict.gateway() + "/console/"));
            await("it is shown", () -> browser.text().contains("are routable"));
            browser.press("/");
            browser.press("greeter", Keys.TAB);
            tabTo("Drain greeter-1");
            browser.press(Keys.ENTER);
            await("the refusal is shown", () -> browser.text().contains("greeter-1 is not set to draining"));
            tabTo("Token");
            browser.press(Files.readString(data.resolve("strict/token")).strip(), Keys.ENTER);
            await("it is drained", () -> browser.text().contains("draining by the operator's will"));
            await("one is signed in", () -> browser.text().contains("Signed in until"));

            browser.open(URI.create(strict.gateway() + "/console/"));
            await("one still is", () -> browser.text().contains("Signed in until"));
            assertThat(browser.run("return document.cookie")).isEmpty();
            browser.press("/");
            browser.press("greeter", Keys.TAB);
            tabTo("Enable greeter-1");
            browser.press(Keys.ENTER);
            await("it is enabled", () -> browser.is(
                    "!!document.querySelector('[aria-label=\"Enable greeter-1\"][aria-pressed=\"true\"]')"));
            assertThat(browser.accessibilityViolations()).isEmpty();
        }
    }

    @Test
    void oneSignsInAndOutByKeyboard() throws Exception {
        try (var strict = StoaProcess.start(data.resolve("strict"), Map.of("STOA_TRUST_LOOPBACK", "false"), "up")
                .awaitReady()) {
            browser.open(URI.create(strict.gateway() + "/console/"));
            await("it is shown", () -> browser.text().contains("are routable"));
            tabTo("Sign in");
            browser.press(Keys.ENTER);
            tabTo("Token");
            browser.press("not-the-token-of-anybody", Keys.ENTER);
            await("it is refused", () -> browser.text().contains("Not signed in: this is not the platform's token"));
            browser.size(360, 800, "dark");
            assertThat(browser.is("document.documentElement.scrollWidth <= innerWidth")).isTrue();
            assertThat(browser.accessibilityViolations()).isEmpty();
            browser.press(Files.readString(data.resolve("strict/token")).strip(), Keys.ENTER);
            await("one is signed in", () -> browser.text().contains("Signed in until"));
            assertThat(browser.focusedName()).isEqualTo("Sign out");
            assertThat(browser.accessibilityViolations()).isEmpty();
            browser.press(Keys.ENTER);
            await("one is signed out", () -> !browser.text().contains("Signed in until"));
            assertThat(browser.focusedName()).isEqualTo("Sign in");
        }
    }

    @Test
    void everyServicesApiCanBeChosenAndTried() {
        browser.open(URI.create(stoa.gateway() + "/docs/?urls.primaryName=names"));
        await("it is shown", () -> browser.text().contains("/names/{count}"));
        assertThat(browser.run("return [...document.querySelectorAll('.topbar option')].map(o => o.text).join()"))
                .isEqualTo(
                        "catalog,console,directory,docs,events,gateway,greeter,infra,names,points,probe,records,users");
        browser.run("document.querySelector('#operations-default-getName .opblock-summary-control').click()");
        await("it opens", () -> browser.is("!!document.querySelector('.try-out__btn')"));
        browser.run("document.querySelector('.try-out__btn').click()");
        await("it can be sent", () -> browser.is("!!document.querySelector('.execute')"));
        browser.run("document.querySelector('.execute').click()");
        await("it is answered", () -> count(".live-responses-table td", "200") > 0);
        assertThat(browser.log()).isEmpty();
    }

    private void register(String id, OwnService service) throws Exception {
        web.put(stoa.gateway(), "/services/tea/instances/" + id, """
                {"url": "%s", "route": {"prefix": "/tea/"}, "check": {"http": "/", "interval": "500ms"}}"""
                .formatted(service.url()));
    }

    /** Goes on from where the focus is, as a person without a mouse does. */
    private void tabTo(String name) {
        for (var i = 0; i < MOST_TABS && !browser.focusedName().equals(name); i++) {
            browser.press(Keys.TAB);
        }
        assertThat(browser.focusedName()).isEqualTo(name);
        assertThat(browser.is("document.activeElement.matches(':focus-visible')")).isTrue();
    }

    private int count(String selector, String text) {
        return Integer.parseInt(browser.run(
                "return [...document.querySelectorAll(arguments[0])].filter(e => e.innerText.includes(arguments[1]))"
                        + ".length",
                selector, text));
    }
}
