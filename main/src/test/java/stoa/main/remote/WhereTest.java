package stoa.main.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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

    @Test
    void aTokenThatIsSaidGoesWhereverTheCommandGoes() throws Exception {
        keptToken();
        environment.put("STOA_TOKEN", "a-token-that-was-said");
        assertThat(token("http://elsewhere:1")).contains("a-token-that-was-said");
    }

    @Test
    void whereNoPlatformRanThereIsNoToken() {
        assertThat(token("http://127.0.0.1:8080")).isEmpty();
    }
}
