package stoa.gateway.certificate;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Makes X.509 certificates (RFC 5280), signed with ECDSA over SHA-256: of an authority, or of a server by it. */
final class CertificateMaker {
    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final int SERIAL_BITS = 127;
    private static final int KEY_ID_BYTES = 20;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    private CertificateMaker() {}

    /** Who signs. */
    record Issuer(X500Principal name, PublicKey key, PrivateKey secret) {
        static Issuer of(X509Certificate certificate, PrivateKey secret) {
            return new Issuer(certificate.getSubjectX500Principal(), certificate.getPublicKey(), secret);
        }
    }

    /**
     * What a certificate says.
     *
     * @param names host names and addresses of a server; of none, it is an authority's
     */
    record Draft(X500Principal subject, PublicKey key, Instant from, Instant until, List<String> names) {}

    /** A key on the curve P-256. */
    static KeyPair keys() throws GeneralSecurityException {
        var maker = KeyPairGenerator.getInstance("EC");
        maker.initialize(new ECGenParameterSpec("secp256r1"));
        return maker.generateKeyPair();
    }

    static X509Certificate make(Draft draft, Issuer issuer) throws GeneralSecurityException {
        var body = Der.sequence(Der.tagged(0xA0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1)), ECDSA_SHA256,
                issuer.name.getEncoded(), Der.sequence(Der.time(draft.from), Der.time(draft.until)),
                draft.subject.getEncoded(), draft.key.getEncoded(), Der.tagged(0xA3, extensions(draft, issuer)));
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuer.secret);
        signature.update(body);
        var whole = Der.sequence(body, ECDSA_SHA256, Der.bits(0, signature.sign()));
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] extensions(Draft draft, Issuer issuer) throws GeneralSecurityException {
        var all = new ArrayList<byte[]>();
        all.add(extension("2.5.29.14", false, Der.octets(keyId(draft.key))));
        all.add(extension("2.5.29.35", false, Der.sequence(Der.tagged(0x80, keyId(issuer.key)))));
        if (draft.names.isEmpty()) {
            // an authority for servers alone, that makes no further ones; may sign certificates and their revocations
            all.add(extension("2.5.29.19", true, Der.sequence(Der.yes(), Der.integer(BigInteger.ZERO))));
            all.add(extension("2.5.29.15", true, Der.bits(1, (byte) 0x06)));
        } else {
            all.add(extension("2.5.29.19", true, Der.sequence()));
            all.add(extension("2.5.29.15", true, Der.bits(7, (byte) 0x80)));
            all.add(extension("2.5.29.37", false,
                    Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"), Der.oid("1.3.6.1.5.5.7.3.2"))));
            all.add(extension("2.5.29.17", false,
                    Der.sequence(draft.names.stream().map(CertificateMaker::name).toArray(byte[][]::new))));
        }
        return Der.sequence(all.toArray(byte[][]::new));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] name(String name) {
        return isAddress(name)
                ? Der.tagged(IP_ADDRESS, InetAddress.ofLiteral(name).getAddress())
                : Der.tagged(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }

    static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Any value that tells keys apart will do (RFC 7093, section 2). */
    private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), KEY_ID_BYTES);
    }
}
