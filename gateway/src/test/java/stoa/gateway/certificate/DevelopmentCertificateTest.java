package stoa.gateway.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;

class DevelopmentCertificateTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Credential at(Instant now, String... names) throws BadCertificate {
        return new DevelopmentCertificate(DataFolder.at(folder), InstantSource.fixed(now), List.of(names)).provide();
    }

    private String authority() throws Exception {
        return Files.readString(folder.resolve("tls/dev-ca.pem"));
    }

    @Test
    void itIsMadeOnceHoweverManyBeginAtOneMoment() throws Exception {
        var begin = new ArrayList<Callable<Credential>>();
        for (var i = 0; i < 8; i++) {
            begin.add(() -> at(NOW));
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            var made = new ArrayList<>();
            for (var future : threads.invokeAll(begin)) {
                made.add(future.get().certificate());
            }
            assertThat(made).containsOnly(at(NOW).certificate());
        }
    }

    @Test
    void itIsForThisMachineAndTheNamesThatWereAskedFor() throws Exception {
        var made = at(NOW, "box.example", "192.0.2.7");
        assertThat(made.names()).containsExactly("localhost", "box.example");
        assertThat(String.valueOf(made.certificate().getSubjectAlternativeNames())).contains("127.0.0.1",
                "192.0.2.7", "0:0:0:0:0:0:0:1");
        made.certificate().verify(Pem.certificates(folder.resolve("tls/dev-ca.pem")).getFirst().getPublicKey());
        assertThat(Credential.belongs(made.key(), made.certificate().getPublicKey())).isTrue();
    }

    @Test
    void keysAreReadableByTheirOwnerAlone() throws Exception {
        at(NOW);
        for (var file : List.of("tls/dev-ca-key.pem", "tls/dev-server.pem")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void itIsRenewedAMonthBeforeItsEndByTheSameAuthority() throws Exception {
        var first = at(NOW);
        var authority = authority();
        assertThat(at(NOW.plus(Duration.ofDays(300))).certificate()).isEqualTo(first.certificate());
        var renewed = at(NOW.plus(Duration.ofDays(340)));
        assertThat(renewed.end()).isAfter(first.end());
        assertThat(authority()).isEqualTo(authority);
    }

    @Test
    void aNewNameTakesANewCertificateByTheSameAuthority() throws Exception {
        at(NOW);
        var authority = authority();
        assertThat(at(NOW, "moved.example").names()).contains("moved.example");
        assertThat(authority()).isEqualTo(authority);
    }

    @Test
    void anAuthorityThatEndsOrCannotBeReadGivesWayToANewOne() throws Exception {
        at(NOW);
        var first = authority();
        at(NOW.plus(Duration.ofDays(3600)));
        var second = authority();
        assertThat(second).isNotEqualTo(first);
        Files.writeString(folder.resolve("tls/dev-ca-key.pem"), "nothing of use");
        Files.writeString(folder.resolve("tls/dev-server.pem"), "neither");
        at(NOW.plus(Duration.ofDays(3601)));
        assertThat(authority()).isNotEqualTo(second);
    }
}
