package stoa.main.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.discovery.AddressBook;
import stoa.discovery.DiscoverySettings;
import stoa.runtime.DataFolder;
import stoa.runtime.InvalidSettings;

/** Which platform a command talks to. */
class WhereTest {
    @TempDir
    private Path folder = Path.of("");
    private final Map<String, String> arguments = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private Optional<Path> file = Optional.empty();

    @BeforeEach
    void inAFolderOfItsOwn() {
        environment.put("STOA_DATA", folder.resolve("data").toString());
    }

    private URI address() throws InvalidSettings {
        return Where.address(arguments, environment, file);
    }

    private void file(String text) throws IOException {
        file = Optional.of(Files.writeString(folder.resolve("stoa.yaml"), text));
    }

    @Test
    void whereNothingIsSaidItIsTheUsualAddress() throws Exception {
        assertThat(address()).hasToString("http://127.0.0.1:8080");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void theNearestWordWins() throws Exception {
        new AddressBook(DataFolder.open(folder.resolve("data")), DiscoverySettings.UNSET).note("gateway-1",
                URI.create("http://noted:1"));
        assertThat(address()).hasToString("http://noted:1");
        environment.put("GATEWAY_URL", "http://gateway:1");
        assertThat(address()).hasToString("http://gateway:1");
        file("url: http://file:1\n");
        assertThat(address()).hasToString("http://file:1");
        environment.put("STOA_URL", "https://environment:1");
        assertThat(address()).hasToString("https://environment:1");
        arguments.put("url", "http://argument:1");
        assertThat(address()).hasToString("http://argument:1");
    }

    @ParameterizedTest
    @CsvSource({"STOA_URL, bad", "STOA_URL, http:", "STOA_URL, ftp://host", "STOA_URL, //host",
            "STOA_URL, 'http://a b'",
            "GATEWAY_URL, bad"})
    void aVariableThatHoldsNoAddressIsNamed(String variable, String value) {
        environment.put(variable, value);
        assertThatThrownBy(this::address).isInstanceOf(InvalidSettings.class).hasMessageContaining(variable)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aBadWordInTheFileIsNamed() throws IOException {
        file("url: bad\n");
        assertThatThrownBy(this::address).isInstanceOf(InvalidSettings.class).hasMessageContaining("\"bad\"")
                .hasMessageContaining("stoa.yaml");
    }

    @Test
    void whatOnlyServersReadKeepsNobodyFromAsking() throws Exception {
        environment.put("STOA_LEASE_TTL", "soon");
        environment.put("STOA_NONSENSE", "1");
        file("colour: blue\nhost: 0.0.0.0\n");
        assertThat(address()).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void aBrokenFileKeepsNobodyFromAskingWhoHasSaidTheAddress() throws Exception {
        file("url: [");
        assertThatThrownBy(this::address).isInstanceOf(InvalidSettings.class).hasMessageContaining("is not YAML");
        environment.put("STOA_URL", "http://environment:1");
        assertThat(address()).hasToString("http://environment:1");
    }

    private Optional<String> token(String address) {
        return shown(address).token();
    }

    private Where.Shown shown(String address) {
        return Where.token(URI.create(address), arguments, environment, file);
    }

    private void keptToken() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("data")).resolve("token"), "the-token-that-is-kept\n");
    }

    @Test
    void theTokenOfTheFolderGoesToTheFoldersOwnPlatformAlone() throws Exception {
        keptToken();
        assertThat(token("http://127.0.0.1:8080")).contains("the-token-that-is-kept");
        assertThat(token("http://elsewhere:1")).isEmpty();
        assertThat(token("http://127.0.0.1:9080")).isEmpty();
        new AddressBook(DataFolder.open(folder.resolve("data")), DiscoverySettings.UNSET).note("gateway-1",
                URI.create("http://elsewhere:1"));
        assertThat(token("http://elsewhere:1/")).contains("the-token-that-is-kept");
        assertThat(token("http://127.0.0.1:8080")).isEmpty();
    }

    /** There a certificate has to show that it is the platform, whatever the machine is called. */
    @Test
    void theTokenOfTheFolderGoesToTheListenerByTlsOfItsPlatform() throws Exception {
        keptToken();
        assertThat(token("https://localhost:8443")).isEmpty();
        var book = new AddressBook(DataFolder.open(folder.resolve("data")), DiscoverySettings.UNSET);
        book.note("gateway-1", URI.create("http://127.0.0.1:8080/"));
        book.note("gateway-1-tls", URI.create("https://127.0.0.1:8443/"));
        assertThat(address()).hasToString("http://127.0.0.1:8080");
        for (var own : List.of("https://127.0.0.1:8443", "https://localhost:8443/", "https://[::1]:8443")) {
            assertThat(token(own)).as(own).contains("the-token-that-is-kept");
        }
        for (var other : List.of("http://localhost:8443", "https://localhost:9443", "https://elsewhere:8443",
                "https://127.0.0.1.evil.example:8443")) {
            assertThat(token(other)).as(other).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"http://elsewhere:1, http://elsewhere:1", "http://elsewhere:1, http://elsewhere:1/below",
            "http://elsewhere:1, http://127.0.0.1:9", "http://elsewhere:1, http://localhost:9",
            "http://elsewhere:1, http://[::1]:9"})
    void aTokenOfTheEnvironmentGoesWhereOneSaysAndToThisMachine(String said, String address) throws Exception {
        keptToken();
        environment.put("STOA_TOKEN", "a-token-that-was-said");
        for (var way : List.of("STOA_URL", "GATEWAY_URL")) {
            environment.put(way, said);
            assertThat(token(address)).as(way).contains("a-token-that-was-said");
            environment.remove(way);
        }
        arguments.put("url", said);
        assertThat(token(address)).contains("a-token-that-was-said");
    }

    @Test
    void aFolderDrawsNoTokenToAnAddressOfItsOwn() throws Exception {
        environment.put("STOA_TOKEN", "a-token-that-was-said");
        file("url: http://evil.example:1\n");
        var shown = shown(address().toString());
        assertThat(shown.token()).isEmpty();
        assertThat(shown.kept()).contains("not sent to http://evil.example:1", "--url").doesNotContain("was-said");
        assertThat(token("http://127.0.0.1.evil.example:1")).isEmpty();
        file("gateway-url: http://evil.example:1\n");
        assertThat(token(address().toString())).isEmpty();
    }

    @Test
    void norDoesADataFolderThatNobodyNamed() throws Exception {
        environment.put("STOA_TOKEN", "a-token-that-was-said");
        new AddressBook(DataFolder.open(folder.resolve("data")), DiscoverySettings.UNSET).note("gateway-1",
                URI.create("http://elsewhere:1"));
        assertThat(token("http://elsewhere:1")).contains("a-token-that-was-said");
        file("data: " + environment.remove("STOA_DATA") + "\n");
        assertThat(address()).hasToString("http://elsewhere:1");
        assertThat(token("http://elsewhere:1")).isEmpty();
    }

    @Test
    void aTokenOfTheFileGoesWhereTheFileSays() throws Exception {
        file("url: http://elsewhere:1\ntoken: a-token-that-is-written\n");
        assertThat(token(address().toString())).contains("a-token-that-is-written");
    }

    @Test
    void aTokenFileThatIsOfNoUseIsSpokenOf() throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("data")).resolve("token"), "short\n");
        assertThat(shown("http://127.0.0.1:8080").kept()).endsWith("token holds no token").doesNotContain("short");
        Files.delete(folder.resolve("data/token"));
        Files.createDirectory(folder.resolve("data/token"));
        assertThat(shown("http://127.0.0.1:8080").kept()).contains("token cannot be read");
        assertThat(shown("http://elsewhere:1").kept()).isEmpty();
    }

    @Test
    void whereNoPlatformRanThereIsNoToken() {
        assertThat(token("http://127.0.0.1:8080")).isEmpty();
    }
}
