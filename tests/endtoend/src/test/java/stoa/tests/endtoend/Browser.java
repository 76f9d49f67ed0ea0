package stoa.tests.endtoend;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen, one page of it. */
final class Browser implements AutoCloseable {
    private static final List<String> OPTIONS = List.of("--headless=new", "--no-sandbox", "--disable-gpu",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");

    private final ChromeDriver driver;

    Browser() {
        var options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(OPTIONS);
        var everything = new LoggingPreferences();
        everything.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, everything);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(new File("/usr/bin/chromedriver")).build(),
                options);
    }

    void open(URI address) {
        driver.get(address.toString());
    }

    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    /** The visible text of the page. */
    String text() {
        return String.valueOf(run("return document.body.innerText"));
    }

    /** What a script's {@code return} gives; from outside, so the page's policy does not hold for it. */
    String run(String script, Object... arguments) {
        return String.valueOf(((JavascriptExecutor) driver).executeScript(script, arguments));
    }

    /** Whether a script gives true. */
    boolean is(String script) {
        return "true".equals(run("return " + script));
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    private WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** How a screen reader would name what has the focus. */
    String focusedName() {
        return Objects.requireNonNull(focused().getAccessibleName());
    }

    void size(int width, int height, String scheme) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What axe finds against the rules of accessible pages, in words; empty where it finds nothing. */
    String accessibilityViolations() throws IOException {
        try (InputStream axe = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return String.valueOf(driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations.flatMap(rule =>
                    rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)).join('\\n')))
                """));
    }

    /** What the browser has logged, errors and violations of the page's policy among it. */
    List<String> log() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(Object::toString).toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
