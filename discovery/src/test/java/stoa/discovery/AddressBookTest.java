package stoa.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;

@SuppressWarnings("NullAway.Init")
class AddressBookTest {
    private static final DiscoverySettings UNSET = new DiscoverySettings(Optional.empty(), Optional.empty(),
            Duration.ofSeconds(15));

    @TempDir
    private Path folder;
    private AddressBook book;
    private AddressBook other;
    private final List<URI> knocked = new ArrayList<>();
    private final Set<URI> silent = new HashSet<>();

    @BeforeEach
    void open() throws Exception {
        book = new AddressBook(DataFolder.open(folder), UNSET);
        other = new AddressBook(DataFolder.open(folder), UNSET, asked -> {
            knocked.add(asked);
            return !silent.contains(asked);
        });
    }

    @Test
    void nothingIsKnownOfAFreshFolder() {
        assertThat(book.catalogs()).isEmpty();
        assertThat(book.gateway()).isEmpty();
        assertThatThrownBy(() -> book.resolve("names")).isInstanceOf(IOException.class)
                .hasMessageStartingWith("no gateway is known yet").hasMessageContaining("GATEWAY_URL");
    }

    @Test
    void aNoteIsSeenAtOnceByEverybodyOfTheFolder() throws IOException {
        for (var port = 1; port <= 50; port++) {
            book.note("gateway-1", URI.create("http://127.0.0.1:" + port + "/"));
            assertThat(other.gateway()).contains(URI.create("http://127.0.0.1:" + port));
        }
        assertThat(folder.resolve("run/gateway-1.url")).hasContent("http://127.0.0.1:50/");
        assertThat(other.resolve("names")).isEqualTo(URI.create("http://127.0.0.1:50/services/call/names"));
    }

    @Test
    void theLowestNumberComesFirst() throws IOException {
        for (var number : new int[]{10, 2, 1}) {
            book.note("catalog-" + number, URI.create("http://c" + number));
            book.note("gateway-" + number, URI.create("http://g" + number));
        }
        assertThat(other.catalogs()).containsExactly(URI.create("http://c1"), URI.create("http://c2"),
                URI.create("http://c10"));
        assertThat(other.gateway()).contains(URI.create("http://g1"));
    }

    @Test
    void theNoteThatAKilledGatewayLeftIsPassedOverWhereAnotherListens() throws IOException {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int refusing;
            try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                refusing = closed.getLocalPort();
            }
            book.note("gateway-1", URI.create("http://127.0.0.1:" + refusing));
            book.note("gateway-2", URI.create("http://127.0.0.1:" + listening.getLocalPort()));
            assertThat(book.gateway()).contains(URI.create("http://127.0.0.1:" + listening.getLocalPort()));
        }
    }

    @Test
    void whoHasJustListenedIsNotAskedAgain() throws IOException {
        silent.add(URI.create("http://g1"));
        for (var number = 1; number <= 3; number++) {
            book.note("gateway-" + number, URI.create("http://g" + number));
        }
        for (var n = 0; n < 5; n++) {
            assertThat(other.gateway()).contains(URI.create("http://g2"));
        }
        assertThat(knocked).containsExactly(URI.create("http://g1"), URI.create("http://g2"));
        book.forget("gateway-2");
        assertThat(other.gateway()).contains(URI.create("http://g3"));
    }

    @Test
    void whereNobodyListensTheFirstIsNamed() throws IOException {
        book.note("gateway-1", URI.create("http://g1"));
        assertThat(other.gateway()).contains(URI.create("http://g1"));
        assertThat(knocked).as("there is no choice").isEmpty();
        book.note("gateway-2", URI.create("http://g2"));
        silent.addAll(List.of(URI.create("http://g1"), URI.create("http://g2")));
        assertThat(other.gateway()).contains(URI.create("http://g1"));
    }

    @Test
    void aForgottenNoteIsGone() throws IOException {
        book.note("catalog-1", URI.create("http://c1"));
        assertThat(other.catalogs()).hasSize(1);
        book.forget("catalog-1");
        assertThat(other.catalogs()).isEmpty();
        book.forget("catalog-1");
    }

    @Test
    void theNoteOfASuccessorIsLeftAlone() throws IOException {
        book.note("catalog-1", URI.create("http://old"));
        other.note("catalog-1", URI.create("http://new"));
        book.forget("catalog-1");
        assertThat(book.catalogs()).containsExactly(URI.create("http://new"));
    }

    @Test
    void whatIsNoAddressIsPassedOver() throws IOException {
        book.note("catalog-2", URI.create("http://c2"));
        Files.writeString(folder.resolve("run/catalog-1.url"), "");
        Files.writeString(folder.resolve("run/catalog-3.url"), "no address\nat all");
        Files.writeString(folder.resolve("run/catalog-x.url"), "http://x");
        Files.writeString(folder.resolve("run/names-1.url"), "http://x");
        assertThat(other.catalogs()).containsExactly(URI.create("http://c2"));
    }

    @Test
    void theSettingsComeFirst() throws Exception {
        book.note("catalog-1", URI.create("http://c1"));
        book.note("gateway-1", URI.create("http://g1"));
        var told = new AddressBook(DataFolder.open(folder), new DiscoverySettings(
                Optional.of(URI.create("http://told:5001/")), Optional.of(URI.create("http://told/")),
                Duration.ofSeconds(15)));
        assertThat(told.catalogs()).containsExactly(URI.create("http://told:5001"));
        assertThat(told.resolve("a")).isEqualTo(URI.create("http://told/services/call/a"));
    }
}
