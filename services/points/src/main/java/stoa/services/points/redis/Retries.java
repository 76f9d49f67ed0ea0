package stoa.services.points.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.stores.redis.RedisUnavailable;

/** Asks a Redis that does not answer again, five times and half a second apart. */
final class Retries {
    private static final int MORE = 5;
    private static final Duration APART = Duration.ofMillis(500);

    private final Pause pause;

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void rest(Duration length) throws InterruptedException;

        static Pause real() {
            return length -> TimeUnit.NANOSECONDS.sleep(length.toNanos());
        }
    }

    /** One try; it is told whether an earlier one may have taken effect. */
    @FunctionalInterface
    interface Try<T> {
        T run(boolean again);
    }

    Retries(Pause pause) {
        this.pause = pause;
    }

    /** @throws LedgerUnavailable when it answered none of the tries */
    <T> T of(Try<T> call) {
        var effect = false;
        for (var tries = 0;; tries++) {
            try {
                return call.run(effect);
            } catch (Server.Changed e) {
                if (tries >= MORE) {
                    throw new LedgerUnavailable(String.valueOf(e.getMessage()), e, effect);
                }
            } catch (RedisUnavailable e) {
                effect |= e.isEffectUnknown();
                if (tries >= MORE || Thread.currentThread().isInterrupted()) {
                    throw new LedgerUnavailable(String.valueOf(e.getMessage()), e, effect);
                }
                rest(e, effect);
            } catch (LedgerUnavailable e) {
                throw effect && !e.isEffectUnknown()
                        ? new LedgerUnavailable(String.valueOf(e.getMessage()), e, true)
                        : e;
            }
        }
    }

    private void rest(RedisUnavailable why, boolean effect) {
        try {
            pause.rest(APART);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailable(String.valueOf(why.getMessage()), why, effect);
        }
    }
}
