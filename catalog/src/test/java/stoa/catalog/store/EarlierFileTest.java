package stoa.catalog.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.discovery.CheckResult;
import stoa.discovery.Intent;
import stoa.discovery.RouteRecord;

/** A file that the second version of the tables left, with a service of its own, opened by this one. */
class EarlierFileTest {
    private static final String FILE = "catalog-2.db.gz";

    @TempDir
    Path folder;

    @BeforeEach
    void unpack() throws IOException {
        try (var packed = new GZIPInputStream(
                Objects.requireNonNull(EarlierFileTest.class.getResourceAsStream(FILE)))) {
            Files.copy(packed, folder.resolve("catalog.db"));
        }
    }

    @Test
    void itsRegistryIsKept() throws Exception {
        try (var tables = Tables.onSqlite(folder).open("catalog")) {
            var store = new RegistryStore(tables, "one");
            var stored = store.load(100);
            assertThat(stored.revision()).isEqualTo(10_026);
            assertThat(stored.services()).extracting(Stored.Service::name).contains("names", "orders");
            assertThat(stored.services()).filteredOn(s -> s.name().equals("orders")).extracting(Stored.Service::route)
                    .containsExactly(new RouteRecord("/orders/", true));
            assertThat(stored.intents()).isEqualTo(Map.of("orders", Map.of("orders-1", Intent.DRAINING)));
            assertThat(stored.instances()).filteredOn(i -> i.key().service().equals("orders")).singleElement()
                    .satisfies(i -> {
                        assertThat(i.terms().url()).isEqualTo(URI.create("http://127.0.0.1:9001"));
                        assertThat(i.terms().ttl()).isEqualTo(Duration.ofHours(1));
                        assertThat(i.findings()).extracting(CheckResult::detail).containsExactly("registered",
                                "connection refused");
                    });
            store.renew(List.of());
            assertThat(store.heads()).isEqualTo(new Stored.Heads(10_026, 1));
        }
    }
}
