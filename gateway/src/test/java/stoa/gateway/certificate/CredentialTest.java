package stoa.gateway.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialTest {
    private final TestAuthority authority = new TestAuthority();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private List<String> problems(String certificate, String key) {
        var problems = new ArrayList<String>();
        var found = Credential.load(folder.resolve(certificate), folder.resolve(key), Instant.now(), problems::add);
        assertThat(found.isPresent()).isEqualTo(problems.isEmpty());
        return problems;
    }

    @Test
    void itsNamesAreThoseOfHostsInLowerCase() throws Exception {
        authority.issue("Shop.Example", "*.shop.example", "192.0.2.1").into(folder, "a");
        var read = Credential.load(folder.resolve("a.pem"), folder.resolve("a-key.pem"), Instant.now(), _ -> {});
        assertThat(read.orElseThrow().names()).containsExactly("shop.example", "*.shop.example");
    }

    @Test
    void whatKeepsItFromBeingUsedIsSaidOfEachFile() throws Exception {
        authority.issue("a.example").into(folder, "a");
        authority.issue("b.example").into(folder, "b");
        authority.issue(Instant.now().minus(Duration.ofDays(1)), "old.example").into(folder, "old");
        Files.writeString(folder.resolve("empty.pem"), "");
        assertThat(problems("a.pem", "a-key.pem")).isEmpty();
        assertThat(problems("a.pem", "b-key.pem")).singleElement().asString().contains("is not the key of");
        assertThat(problems("old.pem", "old-key.pem")).singleElement().asString().contains("expired at");
        assertThat(problems("none.pem", "empty.pem")).hasSize(2).anyMatch(p -> p.contains("there is no such file"))
                .anyMatch(p -> p.contains("holds no private key"));
        assertThat(problems("empty.pem", "a-key.pem")).singleElement().asString().contains("holds no certificate");
    }

    @Test
    void keysMayHaveTheirOlderForms() throws Exception {
        var maker = KeyPairGenerator.getInstance("RSA");
        maker.initialize(2048);
        var rsa = maker.generateKeyPair();
        authority.issue(rsa, Instant.now().plus(Duration.ofDays(9)), "rsa.example").into(folder, "rsa");
        assertThat(problems("rsa.pem", "rsa-key.pem")).isEmpty();
        var k = (RSAPrivateCrtKey) rsa.getPrivate();
        var pkcs1 = Der.sequence(Der.integer(java.math.BigInteger.ZERO), Der.integer(k.getModulus()),
                Der.integer(k.getPublicExponent()), Der.integer(k.getPrivateExponent()), Der.integer(k.getPrimeP()),
                Der.integer(k.getPrimeQ()), Der.integer(k.getPrimeExponentP()), Der.integer(k.getPrimeExponentQ()),
                Der.integer(k.getCrtCoefficient()));
        Files.writeString(folder.resolve("rsa-key.pem"), Pem.text("RSA PRIVATE KEY", pkcs1));
        assertThat(problems("rsa.pem", "rsa-key.pem")).isEmpty();

        var ec = authority.issue("ec.example");
        ec.into(folder, "ec");
        var secret = ((java.security.interfaces.ECPrivateKey) ec.keys().getPrivate()).getS().toByteArray();
        var padded = new byte[32];
        var from = Math.max(0, secret.length - 32);
        System.arraycopy(secret, from, padded, 32 - (secret.length - from), secret.length - from);
        var sec1 = Der.sequence(Der.integer(java.math.BigInteger.ONE), Der.octets(padded),
                Der.tagged(0xA0, Der.oid("1.2.840.10045.3.1.7")));
        Files.writeString(folder.resolve("ec-key.pem"), Pem.text("EC PRIVATE KEY", sec1));
        assertThat(problems("ec.pem", "ec-key.pem")).isEmpty();
        var nameless = Der.sequence(Der.integer(java.math.BigInteger.ONE), Der.octets(Arrays.copyOf(padded, 32)));
        Files.writeString(folder.resolve("ec-key.pem"), Pem.text("EC PRIVATE KEY", nameless));
        assertThat(problems("ec.pem", "ec-key.pem")).singleElement().asString().contains("does not name its curve");
    }

    @Test
    void anEncryptedKeyIsRefusedInWords() throws Exception {
        authority.issue("a.example").into(folder, "a");
        Files.writeString(folder.resolve("a-key.pem"), Pem.text("ENCRYPTED PRIVATE KEY", new byte[]{1}));
        assertThat(problems("a.pem", "a-key.pem")).singleElement().asString().contains("its key is encrypted");
    }
}
