package stoa.main.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Role;

class PlanTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void allStandsForEveryRow() throws InvalidSettings {
        var plan = plan(launch("all"));
        assertThat(plan.replicas().keySet())
                .containsExactlyElementsOf(plan.table().roles().stream().map(Role::name).toList())
                .contains("gateway", "catalog", "events", "names", "greeter");
    }

    @Test
    void aRoleAloneRunsAlone() throws InvalidSettings {
        assertThat(plan(launch("greeter")).replicas()).containsExactly(Map.entry("greeter", 1));
    }

    @Test
    void replicasRunAsManyInstances() throws InvalidSettings {
        var launch = new Launch(List.of("all"), Map.of("names", 3), Map.of(), Map.of(), Optional.empty());
        assertThat(plan(launch).replicas()).containsEntry("names", 3).containsEntry("greeter", 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            token=short            | token: must be 16 to 256 characters
            secret=short           | secret: must be at least 32 characters
            port=eighty            | port: "eighty" is not a port
            port=70000             | port: "70000" is not a port
            names-port=8080        | names-port: 8080
            names-port=5001        | 5001 is the port of
            port-offset=65000      | beyond 65535
            drain-grace=soon       | drain-grace: "soon" is not a duration
            request-timeout=0s     | request-timeout: must be more than 0s
            database-url=mysql://x | database-url: its value
            url=nowhere            | url: "nowhere"
            names-prot=5           | names-prot: is not a setting (in the arguments); did you mean names-port?
            """)
    void aBadSettingIsNamedWithItsReason(String setting, String said) {
        var parts = setting.strip().split("=", 2);
        assertThat(errors(launch(Map.of(parts[0], parts[1]), Map.of(), Optional.empty(), "all")))
                .anyMatch(line -> line.contains(said.strip()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOA_NAMES_PROT", "STOA_COLOUR"})
    void anUnknownVariableOfOursIsNamed(String variable) {
        assertThat(errors(launch(Map.of(), Map.of(variable, "1"), Optional.empty(), "names"))).singleElement()
                .asString().contains(variable, "in the environment");
    }

    @Test
    void aFileThatIsNoYamlIsNamedWithTheLine() throws IOException {
        var file = Files.writeString(folder.resolve("stoa.yaml"), "greeting: hello\nport: [1\n");
        assertThat(errors(launch(Map.of(), Map.of(), Optional.of(file), "all"))).singleElement().asString()
                .contains(file.toString(), "line");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        var file = folder.resolve("missing.yaml");
        assertThat(errors(launch(Map.of(), Map.of(), Optional.of(file), "all"))).singleElement().asString()
                .contains(file.toString());
    }

    @Test
    void everyErrorIsToldAtOnceWhicheverRoleItConcernsAndNothingIsTouched() {
        var data = folder.resolve("data");
        var arguments = Map.of("data", data.toString(), "events-kept", "few", "colour", "blue");
        var environment = Map.of("NAMES_PORT", "x", "STOA_NONSENSE", "1", "STOA_TOKEN", "short");
        assertThat(errors(launch(arguments, environment, Optional.empty(), "greeter", "bookkeeper"))).hasSize(6)
                .anyMatch(e -> e.startsWith("events-kept")).anyMatch(e -> e.startsWith("colour"))
                .anyMatch(e -> e.contains("NAMES_PORT")).anyMatch(e -> e.startsWith("STOA_NONSENSE"))
                .anyMatch(e -> e.startsWith("token")).anyMatch(e -> e.startsWith("bookkeeper: is not a role"));
        assertThat(data).doesNotExist();
    }

    @Test
    void aKeyOfARoleThatDoesNotRunIsKnown() throws InvalidSettings {
        var launch = launch(Map.of("greeting", "hi"), Map.of("CATALOG_PORT", "5999"), Optional.empty(), "names");
        assertThat(plan(launch).replicas()).containsOnlyKeys("names");
    }

    @Test
    void replicasOfARoleThatDoesNotRunAreRefused() {
        var launch = new Launch(List.of("names"), Map.of("greeter", 2, "names", 0), Map.of(), Map.of(),
                Optional.empty());
        assertThat(errors(launch)).hasSize(2).anyMatch(e -> e.contains("names=0"))
                .anyMatch(e -> e.contains("greeter is not a role that runs here"));
    }

    @Test
    void thePortBelongsToARoleThatRunsAlone() throws InvalidSettings {
        // 5000 is also where the gateway would listen for names, had this process one
        assertThat(plan(launch(Map.of(), Map.of("PORT", "5000"), Optional.empty(), "names")).replicas())
                .containsOnlyKeys("names");
    }

    @Test
    void thePortOfSeveralRolesWithoutAGatewayIsRefused() {
        assertThat(errors(launch(Map.of(), Map.of("PORT", "5000"), Optional.empty(), "names", "greeter")))
                .singleElement().asString().startsWith("port: is for a gateway");
    }

    @Test
    void aMaskedSecretIsNotShown() throws InvalidSettings {
        var url = "postgresql://me:s3cret@db:5432/microservices_db";
        var shown = plan(launch(Map.of("database-url", url), Map.of(), Optional.empty(), "all")).effective();
        assertThat(shown).noneMatch(s -> s.shown().contains("s3cret") || s.fallback().contains("s3cret"));
    }

    private static Launch launch(String... roles) {
        return launch(Map.of(), Map.of(), Optional.empty(), roles);
    }

    private static Launch launch(Map<String, String> arguments, Map<String, String> environment, Optional<Path> file,
            String... roles) {
        return new Launch(List.of(roles), Map.of(), arguments, environment, file);
    }

    private static Plan plan(Launch launch) throws InvalidSettings {
        var plan = Plan.read(launch, () -> "test");
        plan.foundation().close();
        return plan;
    }

    private static List<String> errors(Launch launch) {
        var thrown = new InvalidSettings[1];
        assertThatThrownBy(() -> plan(launch)).isInstanceOfSatisfying(InvalidSettings.class, e -> thrown[0] = e);
        return thrown[0].errors();
    }
}
