package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

class RelationalSettingsTest {
    private static Settings environment(Map<String, String> environment) {
        return Settings.of(Map.of(), environment, Optional.empty());
    }

    @Test
    void defaults() throws Exception {
        var in = environment(Map.of());
        assertThat(RelationalSettings.read(in)).isEqualTo(RelationalSettings.embedded()).isEqualTo(
                new RelationalSettings(Optional.empty(), 10, Duration.ofSeconds(2), Duration.ofSeconds(10)));
        in.verify();
    }

    @Test
    void fullMapping() throws Exception {
        var in = environment(Map.of("DATABASE_URL", "postgresql://me:secret@db:5433/microservices_db",
                "STOA_DATABASE_POOL_SIZE", "3", "STOA_DATABASE_CONNECT_TIMEOUT", "700ms",
                "STOA_DATABASE_STATEMENT_TIMEOUT", "1m"));
        var settings = RelationalSettings.read(in);
        in.verify();
        assertThat(settings).isEqualTo(new RelationalSettings(
                Optional.of(new PostgresUrl("db:5433", "microservices_db", "me", "secret", Map.of())), 3,
                Duration.ofMillis(700), Duration.ofMinutes(1)));
        assertThat(settings.toString()).doesNotContain("secret");
        assertThat(in.effective()).noneMatch(s -> s.shown().contains("secret"));
    }

    @ParameterizedTest
    @CsvSource({
            "postgresql://u:p@h:5433/d, h:5433, d, u, p",
            "postgres://u:p@h/d, h:5432, d, u, p",
            "postgresql://h/d, h:5432, d, '', ''",
            "postgresql://u@h/d, h:5432, d, u, ''",
            "postgresql://u%40x:p%3A%2F%25+@h/d%20e, h:5432, d e, u@x, p:/%+",
            "postgresql://u:p:q@h/d, h:5432, d, u, p:q",
            "jdbc:postgresql://h:1/d?user=u&password=p%26, h:1, d, u, p&",
            "jdbc:postgresql://u:p@h/d?user=x&password=y, h:5432, d, u, p",
            "'postgresql://u:p@a,b:6/d', 'a:5432,b:6', d, u, p",
            "postgresql://u:p@[::1]:7/d, [::1]:7, d, u, p",
            "' postgresql://u:p@h/d ', h:5432, d, u, p"})
    void formsOfUrls(String text, String hosts, String database, String user, String password) {
        assertThat(PostgresUrl.parse(text)).isEqualTo(new PostgresUrl(hosts, database, user, password, Map.of()));
    }

    @Test
    void parametersReachTheDriverButNeverTheLogin() {
        var url = PostgresUrl.parse("postgresql://u:p@h/d%20e?sslmode=require&user=x&note=a%26b&currentSchema=mine");
        assertThat(url.jdbc(Map.of("currentSchema", "kit")))
                .isEqualTo("jdbc:postgresql://h:5432/d%20e?currentSchema=kit&note=a%26b&sslmode=require");
        assertThat(url.address()).isEqualTo("h:5432/d e");
        assertThat(url).hasToString("postgresql://h:5432/d e");
    }

    @ParameterizedTest
    @CsvSource({
            "mysql://u:hidden@h/d, only PostgreSQL",
            "jdbc:sqlite:hidden.db, only PostgreSQL",
            "hidden, only PostgreSQL",
            "postgresql://u:hidden@h, names no database",
            "postgresql://u:hidden@h/, names no database",
            "postgresql://u:hidden@/d, names no host",
            "postgresql://u:hid/den@h/d, is not of the form",
            "postgresql://u:hid#den@h/d, is not of the form",
            "postgresql://u:hidden%zz@h/d, percent sign",
            "postgresql://u:hidden@h:99999/d, port",
            "postgresql://u:hidden@h:0/d, port",
            "postgresql://u:hidden@h:x/d, names no host",
            "postgresql://u:hidden@h/d?sslmode, parameter without a value"})
    void badUrlsAreErrorsInWordsWithoutThePassword(String text, String words) {
        var in = environment(Map.of("DATABASE_URL", text));
        RelationalSettings.read(in);
        assertThatThrownBy(in::verify).isInstanceOf(InvalidSettings.class).hasMessageStartingWith("database-url: ")
                .hasMessageContaining(words).hasMessageEndingWith("(from DATABASE_URL)")
                .hasMessageNotContainingAny("hidden", "hid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "many"})
    void badPoolSizesAreErrors(String size) {
        var in = environment(Map.of("STOA_DATABASE_POOL_SIZE", size));
        RelationalSettings.read(in);
        assertThatThrownBy(in::verify).hasMessageContaining("database-pool-size");
    }

    @Test
    void timeoutsOfNothingAreErrors() {
        var in = environment(Map.of("STOA_DATABASE_CONNECT_TIMEOUT", "0s", "STOA_DATABASE_STATEMENT_TIMEOUT", "0s"));
        RelationalSettings.read(in);
        assertThatThrownBy(in::verify).hasMessageContaining("database-connect-timeout: ")
                .hasMessageContaining("database-statement-timeout: ");
    }

    private static final Map<String, String> PARTS = Map.of("POSTGRES_DB", "microservices_db", "POSTGRES_USER", "me",
            "POSTGRES_PASSWORD", "p@ss/w:rd%+");

    private static Map<String, String> parts(String... more) {
        var all = new HashMap<>(PARTS);
        for (var i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static Optional<PostgresUrl> read(Map<String, String> environment) throws InvalidSettings {
        var in = environment(environment);
        var settings = RelationalSettings.read(in);
        in.verify();
        assertThat(settings.toString()).doesNotContain("p@ss");
        assertThat(in.effective()).noneMatch(s -> s.shown().contains("p@ss"));
        return settings.postgres();
    }

    @Test
    void databaseUserAndPasswordNameAServerCalledDb() throws Exception {
        assertThat(read(PARTS)).contains(
                new PostgresUrl("db:5432", "microservices_db", "me", "p@ss/w:rd%+", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 6000, 127.0.0.1:6000", "my_db.internal, 5432, my_db.internal:5432", "[::1], 1, [::1]:1"})
    void hostAndPortMayBeOthers(String host, String port, String hosts) throws Exception {
        assertThat(read(parts("POSTGRES_HOST", host, "POSTGRES_PORT", port)).orElseThrow().hosts()).isEqualTo(hosts);
    }

    @Test
    void thePasswordMayComeFromAFile(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("password"), "p@ss from a file\n");
        assertThat(read(Map.of("POSTGRES_DB", "d", "POSTGRES_USER", "u", "POSTGRES_PASSWORD_FILE", file.toString())))
                .contains(new PostgresUrl("db:5432", "d", "u", "p@ss from a file", Map.of()));
    }

    @Test
    void aUrlWinsOverThePartsAlsoWhereOnlySomeAreThere() throws Exception {
        var url = "postgresql://u:p@h/d";
        assertThat(read(parts("DATABASE_URL", url)).orElseThrow().hosts()).isEqualTo("h:5432");
        assertThat(read(Map.of("DATABASE_URL", url, "POSTGRES_PASSWORD", "p@ss")).orElseThrow().hosts())
                .isEqualTo("h:5432");
    }

    @ParameterizedTest
    @CsvSource({
            "POSTGRES_DB, postgres-db (POSTGRES_DB) is set without postgres-user (POSTGRES_USER) and postgres-password (POSTGRES_PASSWORD)",
            "POSTGRES_PASSWORD, postgres-password (POSTGRES_PASSWORD) is set without postgres-db (POSTGRES_DB) and postgres-user (POSTGRES_USER)",
            "POSTGRES_HOST POSTGRES_DB, postgres-db (POSTGRES_DB) is set without postgres-user",
            "POSTGRES_DB POSTGRES_USER, postgres-db (POSTGRES_DB) and postgres-user (POSTGRES_USER) are set without postgres-password (POSTGRES_PASSWORD): "})
    void partsThatAreMissingAreNamed(String variables, String words) {
        var environment = new HashMap<String, String>();
        for (var variable : variables.split(" ")) {
            environment.put(variable, "hidden");
        }
        var in = environment(environment);
        assertThat(RelationalSettings.read(in).postgres()).isEmpty();
        assertThatThrownBy(in::verify).isInstanceOf(InvalidSettings.class).hasMessageContaining(words)
                .hasMessageContaining("DATABASE_URL").hasMessageNotContaining("hidden");
    }

    @Test
    void whatTheSurroundingsSayOfAServerIsNoErrorWhereItDoesNotCount() throws Exception {
        var surroundings = Map.of("POSTGRES_HOST", "10.0.0.7", "POSTGRES_PORT", "tcp://10.0.0.7:5432");
        var none = environment(surroundings);
        assertThat(RelationalSettings.read(none).postgres()).isEmpty();
        none.verify();
        var all = new HashMap<>(surroundings);
        all.put("DATABASE_URL", "postgresql://stoa@there/here");
        var byUrl = environment(all);
        assertThat(RelationalSettings.read(byUrl).postgres().orElseThrow().hosts()).isEqualTo("there:5432");
        byUrl.verify();
    }

    @ParameterizedTest
    @CsvSource({"POSTGRES_HOST, db:5432, is not the name or address of a host",
            "POSTGRES_HOST, user@db, is not the name or address of a host", "POSTGRES_PORT, 0, from 1 to 65535",
            "POSTGRES_PORT, high, from 1 to 65535"})
    void partsThatCannotBeAreNamed(String variable, String value, String words) {
        var in = environment(parts(variable, value));
        RelationalSettings.read(in);
        assertThatThrownBy(in::verify).isInstanceOf(InvalidSettings.class).hasMessageContaining(words)
                .hasMessageContaining("(from " + variable + ")").hasMessageNotContaining("p@ss");
    }

    @Test
    void aRoundTripWaitsForNothingLong() {
        var brief = RelationalSettings.embedded().forRoundTrips();
        assertThat(brief).isEqualTo(
                new RelationalSettings(Optional.empty(), 2, Duration.ofSeconds(1), Duration.ofSeconds(2)));
    }
}
