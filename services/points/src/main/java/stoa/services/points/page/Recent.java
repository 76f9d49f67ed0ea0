package stoa.services.points.page;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerUnavailable;

/**
 * An account with its newest entries as it was a moment ago: read four times in a second at most, however many look, since
 * to read it costs more than a visit. While it cannot be read it has no entries: a visit was counted all the same.
 */
public final class Recent {
    private static final long MOMENT = Duration.ofMillis(250).toNanos();

    private final Ledger ledger;
    private final String account;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Read last;

    private record Read(Snapshot snapshot, long at) {
        boolean fresh() {
            return System.nanoTime() - at < MOMENT;
        }
    }

    public Recent(Ledger ledger, String account) {
        this.ledger = ledger;
        this.account = account;
    }

    public Snapshot now() {
        var known = last;
        if (known != null && (known.fresh() || reading.isLocked())) {
            return known.snapshot;
        }
        reading.lock();
        try {
            known = last;
            if (known == null || !known.fresh()) {
                known = new Read(read(), System.nanoTime());
                last = known;
            }
            return known.snapshot;
        } finally {
            reading.unlock();
        }
    }

    private Snapshot read() {
        try {
            return Snapshot.of(ledger, account);
        } catch (LedgerUnavailable e) {
            return new Snapshot(account, 0, 0, List.of());
        }
    }
}
