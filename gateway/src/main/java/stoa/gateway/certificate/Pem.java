package stoa.gateway.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and private keys in text (RFC 7468): keys in PKCS#8, or in the older forms of RSA and EC alone. */
final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final long LARGEST = 1 << 20;
    private static final byte[] RSA = Der.sequence(Der.oid("1.2.840.113549.1.1.1"), Der.nothing());
    private static final byte[] EC = Der.oid("1.2.840.10045.2.1");
    private static final int CURVE = 0xA0;
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private Pem() {}

    private record Block(String label, byte[] content) {}

    private static List<Block> blocks(Path file) throws BadCertificate {
        var blocks = new ArrayList<Block>();
        try {
            var matcher = BLOCK.matcher(text(file));
            while (matcher.find()) {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            }
        } catch (IllegalArgumentException e) {
            throw new BadCertificate(file + ": is not PEM: a block is not base64", e);
        }
        return blocks;
    }

    private static String text(Path file) throws BadCertificate {
        try {
            if (Files.size(file) > LARGEST) {
                throw new BadCertificate(file + ": is too large for PEM");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new BadCertificate(file + ": there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new BadCertificate(file + ": may not be read by this user", e);
        } catch (MalformedInputException e) {
            throw new BadCertificate(file + ": is not PEM", e);
        } catch (IOException e) {
            throw new BadCertificate(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** All certificates of a file, at least one. */
    static List<X509Certificate> certificates(Path file) throws BadCertificate {
        var all = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var block : blocks(file)) {
                if (block.label.equals("CERTIFICATE")) {
                    all.add((X509Certificate) factory
                            .generateCertificate(new ByteArrayInputStream(block.content)));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new BadCertificate(file + ": holds a certificate that cannot be read: " + e.getMessage(), e);
        }
        if (all.isEmpty()) {
            throw new BadCertificate(file + ": holds no certificate in PEM");
        }
        return all;
    }

    /** The first private key of a file. */
    static PrivateKey key(Path file) throws BadCertificate {
        for (var block : blocks(file)) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return key(file, block.content);
                }
                case "RSA PRIVATE KEY" -> {
                    return key(file, Der.sequence(Der.integer(BigInteger.ZERO), RSA, Der.octets(block.content)));
                }
                case "EC PRIVATE KEY" -> {
                    var form = Der.sequence(EC, curve(file, block.content));
                    return key(file, Der.sequence(Der.integer(BigInteger.ZERO), form, Der.octets(block.content)));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new BadCertificate(file + ": its key is encrypted; a server needs it without a password");
                default -> {
                    // certificates, parameters
                }
            }
        }
        throw new BadCertificate(file + ": holds no private key in PEM");
    }

    private static PrivateKey key(Path file, byte[] pkcs8) throws BadCertificate {
        for (var algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                // of another algorithm, perhaps
            }
        }
        throw new BadCertificate(file + ": holds a key that cannot be read; RSA, EC and Ed25519 can");
    }

    /** The curve's name as an EC key of its own form carries it (RFC 5915, section 3): version, secret, [0] curve. */
    private static byte[] curve(Path file, byte[] key) throws BadCertificate {
        try {
            var at = header(key, 0);
            at = header(key, at) + content(key, at);
            at = header(key, at) + content(key, at);
            if (at < key.length && (key[at] & 0xFF) == CURVE) {
                var from = header(key, at);
                return Arrays.copyOfRange(key, from, from + content(key, at));
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            // it ends too early
        }
        throw new BadCertificate(file + ": its EC key does not name its curve; `openssl pkcs8 -topk8 -nocrypt` helps");
    }

    /** Where the content of the element at {@code at} begins. */
    private static int header(byte[] der, int at) {
        return at + 2 + ((der[at + 1] & 0x80) == 0 ? 0 : der[at + 1] & 0x7F);
    }

    private static int content(byte[] der, int at) {
        var first = der[at + 1] & 0xFF;
        var length = first;
        if (first > 0x7F) {
            length = 0;
            for (var i = 0; i < (first & 0x7F); i++) {
                length = (length << 8) | (der[at + 2 + i] & 0xFF);
            }
        }
        return length;
    }

    static String text(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    static String text(X509Certificate certificate) throws GeneralSecurityException {
        return text("CERTIFICATE", certificate.getEncoded());
    }

    static String text(PrivateKey key) {
        return text("PRIVATE KEY", key.getEncoded());
    }
}
