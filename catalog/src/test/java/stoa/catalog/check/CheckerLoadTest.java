package stoa.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import stoa.discovery.Registration.CheckRecord;

class CheckerLoadTest {
    private static final int SILENT = 4000;
    private static final int ANSWERING = 1000;
    private static final URI URL = URI.create("http://127.0.0.1:1");
    private static final CheckRecord OFTEN = new CheckRecord("/", false, Duration.ofMillis(200),
            Duration.ofMillis(50));

    @Test
    void thousandsThatNeverAnswerDoNotDelayThoseThatDo() {
        var over = new CountDownLatch(1);
        var tries = IntStream.range(0, SILENT + ANSWERING).mapToObj(_ -> new AtomicInteger()).toList();
        try (var timing = Timing.real(Clock.systemUTC())) {
            var checker = new Checker(timing, RandomGenerator.getDefault(), 1024, (url, check) -> {
                var number = url.getPort();
                // one that is silent takes its timeout the first time, and then the room that it has for good
                if (number <= SILENT) {
                    if (tries.get(number - 1).getAndIncrement() > 0) {
                        over.await();
                    }
                    Thread.sleep(check.timeout());
                    return Finding.failed("no answer within 50ms");
                }
                tries.get(number - 1).getAndIncrement();
                return Finding.well("200 in 1 ms");
            });
            var running = new ArrayList<Checker.Running>();
            for (var number = 1; number <= tries.size(); number++) {
                running.add(checker.start(URI.create("http://127.0.0.1:" + number), OFTEN, null, Duration.ZERO,
                        (_, _) -> {}));
            }
            var silent = tries.subList(0, SILENT);
            await().atMost(Duration.ofSeconds(30)).until(() -> silent.stream().filter(t -> t.get() > 1).count() >= 512
                    && silent.stream().allMatch(t -> t.get() > 0));
            var answering = tries.subList(SILENT, tries.size());
            var before = answering.stream().mapToInt(AtomicInteger::get).toArray();
            await().atMost(Duration.ofSeconds(30)).until(() -> IntStream.range(0, ANSWERING)
                    .allMatch(i -> answering.get(i).get() >= before[i] + 3));
            over.countDown();
            running.forEach(Checker.Running::stop);
        }
    }

    @Test
    void afterAPauseOfTheProcessAnInstanceIsTriedOnceAndThenAtItsInterval() {
        var time = new FakeTiming();
        var tries = new AtomicInteger();
        var checker = new Checker(time, RandomGenerator.getDefault(), 64, (_, _) -> {
            tries.incrementAndGet();
            return Finding.well("200 in 1 ms");
        });
        var minute = new CheckRecord("/", false, Duration.ofMinutes(1), Duration.ofSeconds(1));
        var told = new AtomicInteger();
        var running = checker.start(URL, minute, null, Duration.ZERO, (_, _) -> told.incrementAndGet());
        time.advance(Duration.ZERO);
        await().until(() -> time.waiting() == 1 && told.get() == 1);
        time.standStill(Duration.ofHours(1));
        time.advance(Duration.ofSeconds(1));
        await().until(() -> time.waiting() == 1 && told.get() == 2);
        time.advance(Duration.ofSeconds(50));
        assertThat(tries).hasValue(2);
        time.advance(Duration.ofSeconds(20));
        await().until(() -> told.get() == 3);
        running.stop();
    }

    @Test
    void whatATryMetWithWhileTheProcessStoodStillIsNobodysFailure() {
        var time = new FakeTiming();
        var first = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var checker = new Checker(time, RandomGenerator.getDefault(), 64, (_, _) -> {
            if (first.getAndIncrement() == 0) {
                begun.await();
                time.standStill(Duration.ofMinutes(10));
                return Finding.failed("no answer within 1s");
            }
            return Finding.failed("connection refused");
        });
        List<Finding> findings = new CopyOnWriteArrayList<>();
        var check = new CheckRecord("/", false, Duration.ofSeconds(10), Duration.ofSeconds(1));
        var running = checker.start(URL, check, null, Duration.ZERO, (finding, _) -> findings.add(finding));
        time.advance(Duration.ZERO);
        begun.countDown();
        await().until(() -> time.waiting() == 1);
        assertThat(findings).isEmpty();
        time.advance(Duration.ofSeconds(11));
        await().until(() -> !findings.isEmpty());
        assertThat(findings).containsExactly(Finding.failed("connection refused"));
        running.stop();
    }

    @Test
    void aHurriedCheckDoesNotWaitForItsInterval() {
        var time = new FakeTiming();
        var told = new AtomicInteger();
        var checker = new Checker(time, RandomGenerator.getDefault(), 64, (_, _) -> Finding.well("200 in 1 ms"));
        var rarely = new CheckRecord("/", false, Duration.ofMinutes(10), Duration.ofSeconds(1));
        var running = checker.start(URL, rarely, null, Duration.ZERO, (_, _) -> told.incrementAndGet());
        time.advance(Duration.ZERO);
        await().until(() -> told.get() == 1 && time.waiting() == 1);
        running.hurry();
        time.advance(Duration.ZERO);
        await().until(() -> told.get() == 2 && time.waiting() == 1);
        running.stop();
        running.hurry();
        time.advance(Duration.ofHours(1));
        assertThat(told).hasValue(2);
    }
}
