package stoa.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path folder;

    enum Colour { RED, DARK_BLUE }

    record Route(String prefix, String service) {}

    private Settings settings(Map<String, String> arguments, Map<String, String> environment, String yaml) {
        try {
            return Settings.of(arguments, environment,
                    Optional.of(Files.writeString(folder.resolve("stoa.yaml"), yaml)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Settings environment(String name, String value) {
        return Settings.of(Map.of(), Map.of(name, value), Optional.empty());
    }

    private static List<String> errors(Settings settings) {
        var thrown = catchThrowableOfType(InvalidSettings.class, settings::verify);
        return thrown == null ? List.of() : thrown.errors();
    }

    @Test
    void defaultsHoldWhereNoSourceSpeaks() throws InvalidSettings {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        assertThat(in.key("port").port(8080)).isEqualTo(8080);
        assertThat(in.key("greeting").text("Olá")).isEqualTo("Olá");
        assertThat(in.key("url").uri()).isEmpty();
        in.verify();
    }

    @Test
    void argumentsWinOverTheEnvironmentAndTheEnvironmentOverTheFile() {
        var in = settings(Map.of("a", "argument"), Map.of("STOA_A", "environment", "STOA_B", "environment"),
                "a: file\nb: file\nc: file\n");
        assertThat(in.key("a").text("")).isEqualTo("argument");
        assertThat(in.key("b").text("")).isEqualTo("environment");
        assertThat(in.key("c").text("")).isEqualTo("file");
        assertThat(errors(in)).isEmpty();
    }

    @Test
    void aVariableOfTheKeysOwnIsRead() {
        assertThat(environment("PORT", "9000").key("port").env("PORT").port(8080)).isEqualTo(9000);
    }

    @Test
    void anEmptyVariableIsNoValue() {
        assertThat(environment("PORT", "").key("port").env("PORT").port(8080)).isEqualTo(8080);
    }

    @Test
    void aFileVariableNamesTheFileThatHoldsTheValue() throws IOException {
        var file = Files.writeString(folder.resolve("secret"), "s3cret\n");
        var in = environment("DATABASE_URL_FILE", file.toString());
        assertThat(in.key("database-url").env("DATABASE_URL").secret().text()).contains("s3cret");
        assertThat(errors(in)).isEmpty();
    }

    @Test
    void aFileVariableThatNamesNothingIsAnError() {
        var in = environment("STOA_TOKEN_FILE", folder.resolve("missing").toString());
        in.key("token").text();
        assertThat(errors(in)).singleElement().asString().contains("token", "STOA_TOKEN_FILE", "cannot be read");
    }

    @Test
    void aVariableAndItsFileTogetherAreAnError() throws IOException {
        var file = Files.writeString(folder.resolve("secret"), "x").toString();
        var in = Settings.of(Map.of(), Map.of("STOA_TOKEN", "x", "STOA_TOKEN_FILE", file), Optional.empty());
        in.key("token").text();
        assertThat(errors(in)).containsExactly("token: both STOA_TOKEN and STOA_TOKEN_FILE are set");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            70000   | port: "70000" is not a port (0 to 65535) (from STOA_PORT)
            -1      | port: "-1" is not a port (0 to 65535) (from STOA_PORT)
            http    | port: "http" is not a port (0 to 65535) (from STOA_PORT)
            """)
    void aBadPortIsNamedWithItsOrigin(String value, String error) {
        var in = environment("STOA_PORT", value);
        assertThat(in.key("port").port(8080)).isEqualTo(8080);
        assertThat(errors(in)).containsExactly(error);
    }

    @Test
    void everyErrorIsReportedAtOnce() {
        var in = settings(Map.of("nonsense", "1"), Map.of("STOA_NUMBER", "many", "STOA_OTHER", "x"),
                "wait: soon\nsize: big\nflag: maybe\ncolour: green\nurl: nowhere\nunknown: 1\n");
        in.key("number").integer(1, 1, 10);
        in.key("wait").duration(Duration.ofSeconds(1));
        in.key("size").size("1MiB");
        in.key("flag").flag(true);
        in.key("colour").choice(Colour.class, Colour.RED);
        in.key("url").uri();
        assertThat(errors(in)).hasSize(9).anySatisfy(e -> assertThat(e).startsWith("number: \"many\" is not a whole"))
                .anySatisfy(e -> assertThat(e).startsWith("wait: \"soon\" is not a duration"))
                .anySatisfy(e -> assertThat(e).startsWith("size: \"big\" is not a size"))
                .anySatisfy(e -> assertThat(e).startsWith("flag: \"maybe\" is neither true nor false"))
                .anySatisfy(e -> assertThat(e).startsWith("colour: \"green\" is none of red, dark-blue"))
                .anySatisfy(e -> assertThat(e).startsWith("url: \"nowhere\" has no scheme"))
                .anySatisfy(e -> assertThat(e).startsWith("unknown: is not a setting (in "))
                .anySatisfy(e -> assertThat(e).startsWith("STOA_OTHER: is not a setting (in the environment)"))
                .anySatisfy(e -> assertThat(e).startsWith("nonsense: is not a setting (in the arguments)"));
    }

    @Test
    void aMisspeltKeyGetsASuggestion() {
        var in = settings(Map.of(), Map.of(), "names-prot: 1\n");
        in.key("names-port").port(5000);
        assertThat(errors(in)).singleElement().asString().endsWith("did you mean names-port?");
    }

    @Test
    void foreignVariablesAreNoErrors() {
        assertThat(errors(environment("HOME", "/root"))).isEmpty();
    }

    @Test
    void aSecretIsMaskedAlsoInItsError() {
        var in = environment("STOA_DATABASE_URL", "s3cret");
        var key = in.key("database-url").secret();
        key.uri();
        assertThat(key.shown()).isEqualTo("******");
        assertThat(errors(in)).singleElement().asString().doesNotContain("s3cret");
    }

    @Test
    void listsComeFromTheFileAndFromOneLineOfTheEnvironment() {
        var file = settings(Map.of(), Map.of(),
                "routes:\n  - {prefix: /a/, service: a}\n  - {prefix: /b/, service: b}\n");
        assertThat(file.key("routes").list(Route.class)).containsExactly(new Route("/a/", "a"), new Route("/b/", "b"));
        var variable = environment("STOA_ROUTES", "[{prefix: /a/, service: a}]");
        assertThat(variable.key("routes").list(Route.class)).containsExactly(new Route("/a/", "a"));
    }

    @Test
    void aListThatIsNoneIsAnError() {
        var in = environment("STOA_ROUTES", "12");
        assertThat(in.key("routes").list(Route.class)).isEmpty();
        assertThat(errors(in)).containsExactly("routes: is not a list (from STOA_ROUTES)");
    }

    @Test
    void aFileThatIsNotYamlSaysWhere() {
        assertThat(errors(settings(Map.of(), Map.of(), "a: [1\nb: 2\n"))).singleElement().asString()
                .contains("stoa.yaml", "is not YAML", "line");
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        var in = Settings.of(Map.of(), Map.of(), Optional.of(folder.resolve("absent.yaml")));
        assertThat(errors(in)).singleElement().asString().contains("absent.yaml: cannot be read");
    }

    @Test
    void anEmptyFileIsNone() {
        assertThat(errors(settings(Map.of(), Map.of(), ""))).isEmpty();
    }

    @Test
    void aStructureWhereOneValueBelongsIsAnError() {
        var in = settings(Map.of(), Map.of(), "port: [1, 2]\n");
        in.key("port").port(1);
        assertThat(errors(in)).singleElement().asString().contains("is not a single value");
    }

    @Test
    void twoConceptsCannotReadTheSameKey() {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        in.key("port").port(1);
        assertThatThrownBy(() -> in.key("port")).isInstanceOf(IllegalStateException.class).hasMessageContaining("port");
    }
}
