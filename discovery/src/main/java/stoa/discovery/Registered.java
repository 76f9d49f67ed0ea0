package stoa.discovery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That and how an instance came to be known.
 *
 * @param expires when the lease ends unless it is renewed; null for one that stays until it is removed
 */
public record Registered(Instant at, Source by, @Nullable Instant expires) {
    public enum Source { SELF, STATIC, DNS, DOCKER }
}
