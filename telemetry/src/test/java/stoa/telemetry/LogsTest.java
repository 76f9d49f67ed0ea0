package stoa.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;
import tools.jackson.databind.json.JsonMapper;

class LogsTest {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveBack() {
        System.setErr(before);
        Logs.configure(Level.INFO, false);
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anEventIsALineWithTheTimeTheLevelAndTheShortName() {
        Logs.configure(Level.INFO, false);
        LoggerFactory.getLogger("stoa.catalog.Registry").info("{} is here", "names-1");
        assertThat(written()).matches(
                "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z INFO  Registry: names-1 is here\n");
    }

    @Test
    void onlyErrorsHaveAStack() {
        Logs.configure(Level.INFO, false);
        var log = LoggerFactory.getLogger("stoa.A");
        log.warn("odd", new IOException("reset"));
        assertThat(written()).endsWith("WARN  A: odd (IOException: reset)\n");
        log.error("bad", new IOException("reset"));
        assertThat(written()).contains("ERROR A: bad\n").contains("java.io.IOException: reset")
                .contains("LogsTest.java");
    }

    @Test
    void aMessageCannotForgeALine() {
        Logs.configure(Level.INFO, false);
        LoggerFactory.getLogger("stoa.A").warn("a\nb\u001b[31m\rc");
        assertThat(written()).endsWith("WARN  A: a\\nb?[31m?c\n");
    }

    @Test
    void jsonIsOneObjectALine() {
        Logs.configure(Level.INFO, true);
        LoggerFactory.getLogger("stoa.A").error("bad \"thing\"", new IOException("reset"));
        var line = new JsonMapper().readTree(written());
        assertThat(line.get("level").asString()).isEqualTo("ERROR");
        assertThat(line.get("logger").asString()).isEqualTo("stoa.A");
        assertThat(line.get("message").asString()).isEqualTo("bad \"thing\"");
        assertThat(line.get("error").asString()).contains("java.io.IOException: reset");
        assertThat(written().lines()).hasSize(1);
    }

    @Test
    void theLevelHolds() {
        Logs.configure(Level.WARN, false);
        LoggerFactory.getLogger("stoa.A").info("news");
        assertThat(written()).isEmpty();
        Logs.configure(Level.DEBUG, false);
        LoggerFactory.getLogger("stoa.A").debug("detail");
        assertThat(written()).contains("DEBUG A: detail");
    }

    @Test
    void javaUtilLoggingComesAlongAndLibrariesAreQuiet() {
        Logs.configure(Level.INFO, false);
        Logger.getLogger("some.Library").info("from elsewhere");
        assertThat(written()).endsWith("INFO  Library: from elsewhere\n");
        written.reset();
        Logger.getLogger("io.helidon.webserver.LoomServer").info("banter");
        LoggerFactory.getLogger("org.flywaydb.core.Flyway").info("banter");
        assertThat(written()).isEmpty();
        Logger.getLogger("io.helidon.webserver.LoomServer").warning("news");
        assertThat(written()).endsWith("WARN  LoomServer: news\n");
        written.reset();
        Logs.configure(Level.ERROR, false);
        Logger.getLogger("io.helidon.webserver.LoomServer").warning("news");
        assertThat(written()).isEmpty();
    }

    @Test
    void theSettingsHaveDefaults() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        assertThat(LogSettings.read(in)).isEqualTo(new LogSettings(Level.INFO, LogSettings.Format.TEXT));
        in.verify();
    }

    @Test
    void theSettingsAreRead() throws InvalidSettings {
        var in = Settings.of(Map.of("log-level", "debug"), Map.of("STOA_LOG_FORMAT", "json"), Optional.empty());
        assertThat(LogSettings.read(in)).isEqualTo(new LogSettings(Level.DEBUG, LogSettings.Format.JSON));
        in.verify();
    }
}
