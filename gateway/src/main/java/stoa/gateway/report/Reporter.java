package stoa.gateway.report;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.discovery.AddressBook;
import stoa.discovery.CallReport.Why;
import stoa.discovery.ServiceRecord;
import stoa.gateway.route.Configured;
import stoa.http.client.Client;
import stoa.telemetry.AccessLog;

/**
 * Tells the catalog of the calls that went through this gateway: all of them as numbers by endpoint, and one by one those
 * through {@code /services/call}, those that failed, and of each service's other traffic the first of each second.
 * Counting costs an event loop some hundred nanoseconds and never waits; the telling is {@link Sender}'s.
 */
public final class Reporter implements Consumer<AccessLog.Entry>, AutoCloseable {
    private static final int MOST_WAITING = 10_000;
    private static final String CATALOG = "catalog";
    private static final String REPORTS = "/services/logs";

    private final Tallies tallies = new Tallies();
    private final LongAdder relayed = new LongAdder();
    private final WaitingCalls waiting;
    private final Sender sender;
    private volatile Prefixes prefixes;

    /** @param gateway the gateway's instance id */
    public Reporter(String gateway, Client client, AddressBook addresses) {
        this(gateway, client, addresses, MOST_WAITING, InstantSource.system());
    }

    Reporter(String gateway, Client client, AddressBook addresses, int mostWaiting, InstantSource clock) {
        prefixes = new Prefixes(Map.of(), Configured.NONE);
        waiting = new WaitingCalls(mostWaiting);
        sender = new Sender(gateway, client, addresses, new Sender.Source(tallies, relayed, waiting), clock);
    }

    /** Begins to tell; returns at once. */
    public void start() {
        sender.start();
    }

    /** Takes over the registry's routes, and those that an operator wrote. */
    public void reroute(Map<String, ServiceRecord> services, Configured configured) {
        prefixes = new Prefixes(services, configured);
    }

    /** Counts a call; never waits. */
    @Override
    public void accept(AccessLog.Entry entry) {
        var service = entry.service();
        var path = entry.path();
        var call = path.startsWith(Prefixes.CALL);
        if (call) {
            relayed.increment();
        }
        if (service.isEmpty()) {
            if (call) {
                waiting.add(entry, Why.CALL);
            }
            return;
        }
        // or reports that come through a gateway would never end
        if (service.equals(CATALOG) && path.equals(REPORTS) && entry.method().equals("POST")) {
            return;
        }
        var tally = tallies.of(service, entry.epochMillis());
        var endpoint = Endpoint.of(entry.method(), path, prefixes.end(service, path, call));
        tally.count(endpoint, entry.status(), entry.micros(), entry.epochMillis());
        var why = why(entry, call, tally);
        if (why != null) {
            waiting.add(entry, why);
        }
    }

    private static @Nullable Why why(AccessLog.Entry entry, boolean call, ServiceTally tally) {
        if (entry.status() >= 500) {
            return Why.FAILURE;
        }
        return call ? Why.CALL : tally.samples(entry.epochMillis()) ? Why.SAMPLE : null;
    }

    /** Tells what is left if the catalog takes it within two seconds. */
    @Override
    public void close() {
        sender.close();
    }

    /** As {@link #close()}, with as much time for the last words. */
    void close(Duration lastWords) {
        sender.close(lastWords);
    }
}
