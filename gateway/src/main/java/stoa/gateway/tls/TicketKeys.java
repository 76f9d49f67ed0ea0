package stoa.gateway.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * What session tickets are sealed with (RFC 5077, RFC 8446 section 4.6.1) so that a client that comes back is spared the
 * long handshake. BoringSSL makes tickets only with keys that it is given; they live in memory alone and are changed
 * every few hours, the former ones still opening what they sealed. The JDK does all that by itself.
 */
final class TicketKeys {
    private static final long LIFE = Duration.ofHours(6).toNanos();
    private static final int KEPT = 3;

    private final SecureRandom random = new SecureRandom();
    private OpenSslSessionTicketKey[] keys = {};
    private long changed;

    /** @return whether they were changed now, and are to be given to the contexts anew */
    synchronized boolean change(long now) {
        if (keys.length > 0 && now - changed < LIFE) {
            return false;
        }
        var next = new OpenSslSessionTicketKey[Math.min(KEPT, keys.length + 1)];
        next[0] = new OpenSslSessionTicketKey(random(OpenSslSessionTicketKey.NAME_SIZE),
                random(OpenSslSessionTicketKey.HMAC_KEY_SIZE), random(OpenSslSessionTicketKey.AES_KEY_SIZE));
        System.arraycopy(keys, 0, next, 1, next.length - 1);
        keys = next;
        changed = now;
        return true;
    }

    private byte[] random(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    synchronized void giveTo(SslContext context) {
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setTicketKeys(keys);
        }
    }
}
