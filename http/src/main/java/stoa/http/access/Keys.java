package stoa.http.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;

/**
 * The platform's two secrets: the token by which an operator is known, and the key that signs the gateway's verdicts.
 * They come as settings, or are made in the data folder at the first start and shared by the processes of that folder;
 * all nodes of a platform have the same. Where only a token is given it signs as well.
 */
public final class Keys {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,256}");
    private static final int TOKEN_LEAST = 16;
    private static final int SECRET_LEAST = 32;
    private static final int RANDOM_BYTES = 32;

    private final Optional<String> givenToken;
    private final Optional<String> givenSecret;
    private final DataFolder data;
    private volatile String token = "";
    private volatile String secret = "";

    private Keys(Optional<String> givenToken, Optional<String> givenSecret, DataFolder data) {
        this.givenToken = givenToken;
        this.givenSecret = givenSecret;
        this.data = data;
    }

    /** Reads the settings; no file is touched. */
    public static Keys read(Settings in, DataFolder data) {
        var token = in.key("token").secret().help("the operator's token; made in the data folder where none is set")
                .text();
        var secret = in.key("secret").secret()
                .help("the key that signs what the gateway tells services; made in the data folder where none is set")
                .text();
        token.filter(t -> !TOKEN.matcher(t).matches()).ifPresent(_ -> in.error(
                "token: must be 16 to 256 characters of those that a bearer token may have (RFC 6750)"));
        secret.filter(s -> s.length() < SECRET_LEAST)
                .ifPresent(_ -> in.error("secret: must be at least " + SECRET_LEAST + " characters"));
        return new Keys(token.filter(t -> TOKEN.matcher(t).matches()), secret, data);
    }

    /** Keys that nobody else has. */
    static Keys own() {
        return new Keys(Optional.of(random()), Optional.of(random()), DataFolder.at(Path.of("none")));
    }

    /** Makes what is missing. To be called when the data folder is there. @throws StartFailed when it cannot be kept */
    public void open() throws StartFailed {
        token = givenToken.isPresent() ? givenToken.get() : kept("token");
        secret = givenSecret.isPresent() ? givenSecret.get() : givenToken.isPresent() ? token : kept("secret");
        if (!TOKEN.matcher(token).matches() || secret.length() < TOKEN_LEAST) {
            throw new StartFailed(data.file("token") + " or " + data.file("secret")
                    + " does not hold what a first start makes; remove both, or set STOA_TOKEN and STOA_SECRET");
        }
    }

    private String kept(String name) throws StartFailed {
        try {
            return data.once(name, Keys::random);
        } catch (IOException e) {
            throw new StartFailed(data.file(name) + " cannot be made or read: " + e, e);
        }
    }

    private static String random() {
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The token for a client's request; empty where none is known here. */
    public Optional<String> token() {
        return Optional.of(token).filter(t -> !t.isEmpty()).or(() -> givenToken).or(this::written);
    }

    /** A command makes nothing: where no platform ever ran, there is no token. */
    private Optional<String> written() {
        try {
            return data.read("token").filter(t -> TOKEN.matcher(t).matches());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Why the token of the data folder is of no use though it is there; a command says so to whoever is refused. */
    public Optional<String> trouble() {
        try {
            return data.read("token").filter(t -> !TOKEN.matcher(t).matches())
                    .map(_ -> data.file("token") + " holds no token");
        } catch (IOException e) {
            return Optional.of(data.file("token") + " cannot be read: " + e);
        }
    }

    /** Whether the settings said it, so that it was meant for wherever the request goes. */
    public boolean isTokenGiven() {
        return givenToken.isPresent();
    }

    /** Whether this is the token, in constant time. */
    boolean isToken(String text) {
        var known = token();
        return known.isPresent() && MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8),
                known.get().getBytes(StandardCharsets.UTF_8));
    }

    /** The signature (HMAC-SHA256, base64url) of a statement, whose first word says what it is for. */
    String sign(String statement) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signingKey(), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(mac.doFinal(statement.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HmacSHA256", e);
        }
    }

    byte[] signingKey() {
        var key = secret.isEmpty() ? givenSecret.orElseThrow(() -> new IllegalStateException("not opened")) : secret;
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
