package stoa.gateway.report;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.discovery.AddressBook;
import stoa.discovery.CallReport;
import stoa.http.client.Client;

/**
 * The thread that tells the catalog, each second. One report is under way at a time and stays the same until a catalog
 * has acknowledged it. While none does, the tries become rarer, numbers gather with their times, and calls wait as far as
 * there is room.
 */
final class Sender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int MOST_TALLIES_WAITING = 10_000;

    private final String gateway;
    private final Client client;
    private final AddressBook addresses;
    private final Source source;
    private final InstantSource clock;
    private final Instant started;
    private final ArrayDeque<CallReport.Tally> tallies = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("call reports").unstarted(this::run);
    private Instant looked;
    private long relayedTold;
    private int number;
    private boolean saidStranger;
    private @Nullable CallReport underWay;

    /** Where reports come from. */
    record Source(Tallies tallies, LongAdder relayed, WaitingCalls calls) {}

    private enum Outcome { TAKEN, REFUSED, AWAY }

    Sender(String gateway, Client client, AddressBook addresses, Source source, InstantSource clock) {
        this.gateway = gateway;
        this.client = client;
        this.addresses = addresses;
        this.source = source;
        this.clock = clock;
        this.started = now();
        this.looked = started;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    void start() {
        thread.start();
    }

    private void run() {
        var pause = EVERY;
        try {
            var last = false;
            while (!last) {
                last = closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
                look();
                pause = tellAll() ? EVERY : longer(pause);
            }
        } catch (InterruptedException e) {
            // closed, and the time for last words is over
        }
    }

    private static Duration longer(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private void look() {
        var now = now();
        var middle = looked.plus(Duration.between(looked, now).dividedBy(2)).truncatedTo(ChronoUnit.MILLIS);
        looked = now;
        tallies.addAll(source.tallies().look(middle));
        while (tallies.size() > MOST_TALLIES_WAITING) {
            tallies.remove();
        }
    }

    /** False when no catalog takes anything now. */
    private boolean tellAll() {
        while (true) {
            var report = underWay == null ? next() : underWay;
            if (report == null) {
                return true;
            }
            underWay = report;
            var outcome = tell(report);
            if (outcome == Outcome.AWAY) {
                return false;
            }
            underWay = null;
            if (outcome == Outcome.REFUSED) {
                source.calls().leaveOut(report.leftOut() + report.calls().size());
            }
        }
    }

    private @Nullable CallReport next() {
        var relayed = source.relayed().sum();
        var leftOut = source.calls().newlyLeftOut();
        if (tallies.isEmpty() && source.calls().isEmpty() && leftOut == 0 && relayed == relayedTold) {
            return null;
        }
        var some = new ArrayList<CallReport.Tally>();
        while (!tallies.isEmpty() && some.size() < CallReport.MOST_TALLIES) {
            some.add(tallies.remove());
        }
        var newlyRelayed = relayed - relayedTold;
        relayedTold = relayed;
        number++;
        return new CallReport(gateway, started, number, now(), newlyRelayed, leftOut, calls(), some);
    }

    private List<CallReport.Call> calls() {
        var calls = new ArrayList<CallReport.Call>();
        while (calls.size() < CallReport.MOST_CALLS) {
            var noted = source.calls().poll();
            if (noted == null) {
                break;
            }
            var e = noted.entry();
            calls.add(new CallReport.Call(Instant.ofEpochMilli(e.epochMillis()), e.service(), e.instance(),
                    fit(e.method(), CallReport.LONGEST_METHOD), fit(e.path(), CallReport.LONGEST_PATH), e.status(),
                    e.micros(), e.traceId(), noted.why()));
        }
        return calls;
    }

    private static String fit(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    private Outcome tell(CallReport report) {
        for (var catalog : addresses.catalogs()) {
            var outcome = tell(catalog, report);
            if (outcome != Outcome.AWAY) {
                return outcome;
            }
        }
        return Outcome.AWAY;
    }

    private Outcome tell(URI catalog, CallReport report) {
        try {
            var answer = client.at("POST", URI.create(catalog + "/services/logs")).asOperatorOf("catalog")
                    .timeout(TIMEOUT)
                    .json(report).send();
            return switch (answer.status()) {
                case 200, 201 -> Outcome.TAKEN;
                case 400, 413, 415, 422 -> {
                    LOG.warn("a report of {} calls was refused and is dropped: {} {}", report.calls().size(),
                            answer.status(), answer.detail());
                    yield Outcome.REFUSED;
                }
                default -> {
                    notTaken(answer);
                    yield Outcome.AWAY;
                }
            };
        } catch (IOException e) {
            LOG.debug("reports are not told now: {}", e.getMessage());
            return Outcome.AWAY;
        }
    }

    /** A catalog that is away is told of elsewhere; one that does not know this gateway has to be told of here. */
    private void notTaken(Client.Answer answer) {
        var stranger = answer.status() == 401 || answer.status() == 403;
        if (stranger && !saidStranger) {
            LOG.warn("the catalog takes no reports of calls: {} {}", answer.status(), answer.detail());
        } else {
            LOG.debug("reports are not taken now: {} {}", answer.status(), answer.detail());
        }
        saidStranger = stranger;
    }

    /** Tells what is left if that takes no more than two seconds. */
    @Override
    public void close() {
        close(LAST_WORDS);
    }

    void close(Duration lastWords) {
        closing.countDown();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(lastWords)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
