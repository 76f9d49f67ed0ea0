package stoa.gateway.report;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.discovery.AddressBook;
import stoa.discovery.FindingsReport;
import stoa.discovery.FindingsReport.Found;
import stoa.gateway.balance.Upstream;
import stoa.http.client.Client;

/**
 * Tells the catalog at once of instances that could not be connected to. One message is under way at a time; what is found
 * meanwhile goes into the next, of each instance the latest word. What no catalog takes within ten seconds is dropped: by
 * then its own checks have looked, or the next refusal tells it again.
 */
public final class Findings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);
    private static final Duration GATHER = Duration.ofMillis(100);
    private static final Duration TRY_AGAIN = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STALE = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 1000;

    private final String gateway;
    private final Client client;
    private final AddressBook addresses;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Found> waiting = new ConcurrentHashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("findings").unstarted(this::run);

    /** @param gateway the gateway's instance id */
    public Findings(String gateway, Client client, AddressBook addresses, InstantSource clock) {
        this.gateway = gateway;
        this.client = client;
        this.addresses = addresses;
        this.clock = clock;
    }

    /** Begins to tell; returns at once. */
    public void start() {
        thread.start();
    }

    /**
     * The instance could not be connected to; never waits.
     *
     * @param detail in words: {@code connection refused}
     */
    public void refused(Upstream upstream, String detail) {
        var key = upstream.service() + "/" + upstream.id();
        if (waiting.size() < MOST_WAITING || waiting.containsKey(key)) {
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            waiting.put(key, new Found(upstream.service(), upstream.id(), upstream.url(), false, detail, now));
            news.release();
        }
    }

    private void run() {
        try {
            while (true) {
                news.acquire();
                news.drainPermits();
                if (!tellAll()) {
                    news.release();
                    Thread.sleep(TRY_AGAIN);
                } else {
                    Thread.sleep(GATHER);
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** False when no catalog takes anything now. */
    private boolean tellAll() {
        var oldest = clock.instant().minus(STALE);
        waiting.values().removeIf(found -> found.at().isBefore(oldest));
        while (!waiting.isEmpty()) {
            var some = new ArrayList<>(waiting.values().stream().limit(FindingsReport.MOST).toList());
            if (!tell(some)) {
                return false;
            }
            some.forEach(told -> waiting.remove(told.service() + "/" + told.instance(), told));
        }
        return true;
    }

    private boolean tell(List<Found> some) {
        var report = new FindingsReport(gateway, some);
        for (var catalog : addresses.catalogs()) {
            if (tell(catalog, report)) {
                return true;
            }
        }
        return false;
    }

    private boolean tell(URI catalog, FindingsReport report) {
        try {
            var answer = client.at("POST", URI.create(catalog + "/services/health")).asOperatorOf("catalog")
                    .timeout(TIMEOUT).json(report).send();
            if (answer.status() == 204) {
                return true;
            }
            LOG.debug("findings are not taken: {} {}", answer.status(), answer.detail());
            // what it does not understand, it will not understand the next time
            return answer.status() == 400 || answer.status() == 422;
        } catch (IOException e) {
            LOG.debug("findings are not told now: {}", e.getMessage());
            return false;
        }
    }

    /** Tells nothing more. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
