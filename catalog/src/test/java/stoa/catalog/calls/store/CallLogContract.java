package stoa.catalog.calls.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.catalog.calls.store.CallLog.Filter;
import stoa.catalog.calls.store.CallLog.Logged;
import stoa.catalog.calls.store.CallLog.Place;
import stoa.catalog.calls.store.CallLog.Statuses;
import stoa.discovery.CallReport.Call;
import stoa.discovery.CallReport.Why;

/** What every call log promises. */
abstract class CallLogContract {
    static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123Z");

    private volatile Instant now = NOON;
    private CallLog log;

    /** A log over the same calls as any other that one test opens. */
    abstract CallLog open(long kept, InstantSource clock) throws Exception;

    @BeforeEach
    void openLog() throws Exception {
        log = open(100_000, () -> now);
    }

    private static ReportId id(int number) {
        return new ReportId("gateway-1/1", number);
    }

    private static Call call(int second) {
        return new Call(NOON.plusSeconds(second), "orders", "orders-1", "GET", "/orders/" + second, 200, 1234,
                "0af7651916cd43dd8448eb211c80319c", Why.CALL);
    }

    private static List<Call> calls(int from, int to) {
        return IntStream.range(from, to).mapToObj(CallLogContract::call).toList();
    }

    private List<Call> list(Filter filter) {
        return log.list(filter, Optional.empty(), 1000).calls().stream().map(Logged::call).toList();
    }

    private static Filter only(Consumer<Fields> change) {
        var fields = new Fields();
        change.accept(fields);
        return fields.filter();
    }

    /** The filter that takes all, to be changed in one place or another. */
    private static final class Fields {
        Optional<String> service = Optional.empty();
        Optional<String> instance = Optional.empty();
        Optional<String> method = Optional.empty();
        Optional<String> path = Optional.empty();
        Optional<Statuses> status = Optional.empty();
        Optional<Duration> atLeast = Optional.empty();
        Optional<Instant> since = Optional.empty();
        Optional<Instant> until = Optional.empty();
        Optional<String> traceId = Optional.empty();
        Optional<Why> why = Optional.empty();

        Filter filter() {
            return new Filter(service, instance, method, path, status, atLeast, since, until, traceId, why);
        }
    }

    @Test
    void callsAreListedByTheirBeginningNewestFirstAndUnchanged() {
        assertThat(log.append(id(1), NOON, List.of(call(2), call(1), call(3)), 0)).isTrue();
        assertThat(log.append(id(2), NOON, List.of(call(0)), 0)).isTrue();
        assertThat(list(Filter.ALL)).containsExactly(call(3), call(2), call(1), call(0));
        assertThat(log.list(Filter.ALL, Optional.empty(), 2).calls()).hasSize(2);
    }

    @Test
    void aReportThatComesTwiceCountsOnce() {
        assertThat(log.append(id(1), NOON, calls(0, 3), 2)).isTrue();
        assertThat(log.append(id(1), NOON, calls(0, 3), 2)).isFalse();
        assertThat(log.append(id(2), NOON, calls(3, 4), 0)).isTrue();
        assertThat(log.append(id(1), NOON, calls(0, 3), 2)).as("late").isFalse();
        assertThat(log.append(new ReportId("gateway-1/2", 1), NOON, calls(4, 5), 0)).as("another run").isTrue();
        var found = log.list(Filter.ALL, Optional.empty(), 100);
        assertThat(found.calls()).hasSize(5);
        assertThat(found.leftOut()).isEqualTo(2);
    }

    @Test
    void anEmptyReportIsTaken() {
        assertThat(log.append(id(1), NOON, List.of(), 0)).isTrue();
        assertThat(log.append(id(1), NOON, List.of(), 0)).isFalse();
        assertThat(list(Filter.ALL)).isEmpty();
    }

    @Test
    void aListIsFilteredByEverythingThatACallSays() {
        var plain = call(0);
        var other = new Call(NOON.plusSeconds(9), "stock", "stock-2", "POST", "/Orders/9_%", 503, 2_000_000,
                "ffffffffffffffffffffffffffffffff", Why.FAILURE);
        var nowhere = new Call(NOON.plusSeconds(5), "", "", "GET", "/services/call/nobody/", 404, 7, "", Why.SAMPLE);
        log.append(id(1), NOON, List.of(plain, other, nowhere), 0);
        assertThat(list(only(f -> f.service = Optional.of("orders")))).containsExactly(plain);
        assertThat(list(only(f -> f.instance = Optional.of("stock-2")))).containsExactly(other);
        assertThat(list(only(f -> f.method = Optional.of("GET")))).containsExactly(nowhere, plain);
        assertThat(list(only(f -> f.path = Optional.of("/orders")))).containsExactly(plain);
        assertThat(list(only(f -> f.path = Optional.of("/Orders/9_%")))).containsExactly(other);
        assertThat(list(only(f -> f.path = Optional.of("/%")))).isEmpty();
        assertThat(list(only(f -> f.status = Optional.of(new Statuses(500, 599)))))
                .containsExactly(other);
        assertThat(list(only(f -> f.status = Optional.of(new Statuses(404, 404)))))
                .containsExactly(nowhere);
        assertThat(list(only(f -> f.atLeast = Optional.of(Duration.ofSeconds(2)))))
                .containsExactly(other);
        assertThat(list(only(f -> f.since = Optional.of(nowhere.at()))))
                .containsExactly(other, nowhere);
        assertThat(list(only(f -> f.until = Optional.of(nowhere.at())))).containsExactly(plain);
        assertThat(list(only(f -> f.traceId = Optional.of(plain.traceId())))).containsExactly(plain);
        assertThat(list(only(f -> f.why = Optional.of(Why.FAILURE)))).containsExactly(other);
        assertThat(list(only(f -> {
            f.method = Optional.of("GET");
            f.status = Optional.of(new Statuses(500, 599));
        }))).isEmpty();
    }

    @Test
    void pagesFollowOneAnotherAlsoAmongCallsOfOneInstantWhileOthersCome() {
        var same = IntStream.range(0, 25)
                .mapToObj(n -> new Call(NOON, "orders", "", "GET", "/" + n, 200, n, "", Why.SAMPLE)).toList();
        log.append(id(1), NOON, same, 0);
        var seen = new ArrayList<Call>();
        var after = Optional.<Place>empty();
        for (var page = 0; page < 5; page++) {
            var found = log.list(Filter.ALL, after, 5).calls();
            found.forEach(logged -> seen.add(logged.call()));
            after = Optional.of(found.getLast().place());
            log.append(id(2 + page), NOON, calls(page, page + 3), 0);
        }
        assertThat(seen).containsExactlyElementsOf(same.reversed());
        assertThat(log.list(Filter.ALL, after, 5).calls()).isEmpty();
    }

    @Test
    void whatWasLeftOutIsToldForTheTimeThatIsAskedFor() {
        log.append(id(1), NOON, List.of(call(0)), 3);
        log.append(id(2), NOON.plusSeconds(1), List.of(), 4);
        log.append(id(3), NOON.plusSeconds(60), List.of(), 100);
        assertThat(log.list(Filter.ALL, Optional.empty(), 1).leftOut()).isEqualTo(107);
        var late = only(f -> f.since = Optional.of(NOON.plusSeconds(30)));
        assertThat(log.list(late, Optional.empty(), 1).leftOut()).isEqualTo(100);
        var early = only(f -> f.until = Optional.of(NOON.plusSeconds(30)));
        assertThat(log.list(early, Optional.empty(), 1).leftOut()).isEqualTo(7);
    }

    @Test
    void onlyTheLastReportedStay() throws Exception {
        var small = open(100, () -> now);
        small.append(id(1), NOON, calls(0, 150), 9);
        small.trim();
        assertThat(list(Filter.ALL)).hasSize(100).startsWith(call(149)).endsWith(call(50));
        assertThat(small.list(Filter.ALL, Optional.empty(), 1).leftOut()).as("from before the oldest call").isZero();
        small.append(id(2), NOON, calls(150, 151), 0);
        small.trim();
        assertThat(list(Filter.ALL)).hasSize(100).startsWith(call(150)).endsWith(call(51));
        small.trim();
        assertThat(small.append(id(2), NOON, calls(150, 151), 0)).isFalse();
    }

    @Test
    void whoHasBeenSilentForADayIsForgotten() {
        log.append(id(1), NOON, List.of(), 0);
        now = NOON.plus(Duration.ofHours(23));
        log.trim();
        assertThat(log.append(id(1), NOON, List.of(), 0)).isFalse();
        now = NOON.plus(Duration.ofHours(25));
        log.trim();
        assertThat(log.append(id(1), NOON, List.of(), 0)).isTrue();
    }

    @Test
    void twoThatTellAtTheSameTimeLoseNothingAndOneReportToBothCountsOnce() throws Exception {
        var other = open(100_000, () -> now);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var told = IntStream.range(0, 40).mapToObj(n -> threads.submit(() -> {
                var source = new ReportId("gateway-" + n / 2 + "/1", 1);
                return (n % 2 == 0 ? log : other).append(source, NOON, calls(n / 2 * 5, n / 2 * 5 + 5), 1);
            })).toList();
            var taken = 0;
            for (var one : told) {
                taken += one.get() ? 1 : 0;
            }
            assertThat(taken).isEqualTo(20);
        }
        assertThat(list(Filter.ALL)).containsExactlyElementsOf(calls(0, 100).reversed());
        assertThat(other.list(Filter.ALL, Optional.empty(), 1).leftOut()).isEqualTo(20);
    }
}
