package stoa.stores.relational;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Component;
import stoa.runtime.StartFailed;

/**
 * Writes a row, reads it back and removes it, in a table that is there for nothing else. The table is opened by the first
 * trip that can. One trip is made at a time: while one hangs, whoever asks waits for that one.
 */
final class RoundTrip implements Component {
    static final String OWNER = "infra";
    private static final Table<Record> ROUND_TRIP = table(DSL.name("round_trip"));
    private static final Field<String> ID = field(DSL.name("id"), String.class);
    private static final Field<Long> AT = field(DSL.name("at"), Long.class);
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final String instance;
    private final String kind;
    private final String address;
    private final String version;
    private final Opening opening;
    private @Nullable Future<Trip> latest;
    private volatile @Nullable Relational tables;
    private volatile boolean closed;

    @FunctionalInterface
    interface Opening {
        Relational open() throws StartFailed;
    }

    private record Trip(String version, Duration took) {}

    /** @param version the query that answers it */
    RoundTrip(String instance, String kind, String address, String version, Opening opening) {
        this.instance = instance;
        this.kind = kind;
        this.address = address;
        this.version = version;
        this.opening = opening;
    }

    @Override
    public String name() {
        return "relational/" + instance;
    }

    @Override
    public Condition check(Duration timeout) {
        var began = System.nanoTime();
        String detail;
        try {
            var trip = current().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Condition(true, kind, trip.version(), address, trip.took(), "written, read back, removed");
        } catch (ExecutionException e) {
            detail = words(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            detail = "no answer within " + timeout.toMillis() + " ms";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            detail = "interrupted before there was an answer";
        }
        return new Condition(false, kind, "", address, since(began), detail);
    }

    private synchronized Future<Trip> current() {
        var known = latest;
        if (known != null && !known.isDone()) {
            return known;
        }
        var fresh = new FutureTask<>(this::trip);
        latest = fresh;
        Thread.ofVirtual().name(name() + " round trip").start(fresh);
        return fresh;
    }

    private Trip trip() throws StartFailed {
        var store = opened();
        try {
            var began = System.nanoTime();
            var id = UUID.randomUUID().toString();
            var at = System.currentTimeMillis();
            store.write(sql -> sql.insertInto(ROUND_TRIP, ID, AT).values(id, at).execute());
            String answered = store.read(sql -> sql.fetchExists(ROUND_TRIP, ID.eq(id).and(AT.eq(at)))
                    ? String.valueOf(sql.fetchValue(version))
                    : "");
            store.write(sql -> sql.deleteFrom(ROUND_TRIP).where(ID.eq(id)).execute());
            if (answered.isEmpty()) {
                throw new IllegalStateException("what was written is not there to be read");
            }
            return new Trip(answered, since(began));
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            // the file or the server may be another one by now: the next trip opens it anew
            tables = null;
            store.close();
            throw e;
        }
    }

    private Relational opened() throws StartFailed {
        var known = tables;
        if (known != null) {
            return known;
        }
        refuseClosed();
        var fresh = opening.open();
        synchronized (this) {
            if (closed) {
                fresh.close();
            }
            refuseClosed();
            tables = fresh;
        }
        // rows of trips that were cut short
        var forgotten = System.currentTimeMillis() - FORGOTTEN.toMillis();
        fresh.write(sql -> sql.deleteFrom(ROUND_TRIP).where(AT.lt(forgotten)).execute());
        return fresh;
    }

    private void refuseClosed() {
        if (closed) {
            throw new StoreUnavailable(name() + ": closed");
        }
    }

    private static String words(Throwable failure) {
        return failure instanceof StartFailed || failure instanceof StoreUnavailable
                ? PostgresFaults.line(failure)
                : "the round trip failed (" + PostgresFaults.line(failure) + ")";
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public synchronized void close() {
        closed = true;
        var open = tables;
        tables = null;
        if (open != null) {
            open.close();
        }
    }
}
