package stoa.gateway.report;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import stoa.discovery.CallReport;

/**
 * The calls of one service by endpoint. A path that nobody knows makes no endpoint, or whoever tries paths could use up
 * all the room; such calls count as {@code other}, like those for which no room is left.
 */
final class ServiceTally {
    private static final int MOST = 100;

    private final ConcurrentHashMap<Endpoint, EndpointTally> endpoints = new ConcurrentHashMap<>();
    private final AtomicInteger inAll;
    private final int mostInAll;
    private final EndpointTally other;
    private final AtomicLong sampledSecond = new AtomicLong();
    private List<EndpointTally> leaving = List.of();

    /** @param inAll how many endpoints there are of all services */
    ServiceTally(AtomicInteger inAll, int mostInAll, long nowMillis) {
        this.inAll = inAll;
        this.mostInAll = mostInAll;
        this.other = new EndpointTally(CallReport.OTHER, nowMillis);
    }

    void count(@Nullable Endpoint endpoint, int status, long micros, long nowMillis) {
        var tally = endpoint == null ? null : endpoints.get(endpoint);
        if (tally == null) {
            tally = endpoint == null || isUnknown(status) ? other : add(endpoint, nowMillis);
        }
        tally.count(status >= 500, micros);
    }

    private static boolean isUnknown(int status) {
        return status == 404 || status == 405;
    }

    private EndpointTally add(Endpoint endpoint, long nowMillis) {
        // two at the same time may both find room for the last one, and then there is one more
        if (endpoints.size() >= MOST || inAll.get() >= mostInAll) {
            return other;
        }
        var made = new EndpointTally(endpoint.text(), nowMillis);
        var before = endpoints.putIfAbsent(endpoint, made);
        if (before != null) {
            return before;
        }
        inAll.incrementAndGet();
        return made;
    }

    /** Whether a call stands for the others of its second: the first one does. */
    boolean samples(long nowMillis) {
        var second = nowMillis / 1000;
        var last = sampledSecond.get();
        return last != second && sampledSecond.compareAndSet(last, second);
    }

    /** Everything to look at. An endpoint that has long been idle leaves, and is looked at once more after that. */
    List<EndpointTally> look(long idleSinceMillis) {
        var all = new ArrayList<EndpointTally>(endpoints.size() + leaving.size() + 1);
        all.add(other);
        all.addAll(leaving);
        all.addAll(endpoints.values());
        leaving = endpoints.values().stream().filter(t -> t.lastSeenMillis < idleSinceMillis).toList();
        if (!leaving.isEmpty() && endpoints.values().removeAll(leaving)) {
            inAll.addAndGet(-leaving.size());
        }
        return all;
    }
}
