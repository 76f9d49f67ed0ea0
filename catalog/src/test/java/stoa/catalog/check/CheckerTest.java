package stoa.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.catalog.check.InstanceServer.Mood;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.client.Trust;

class CheckerTest {
    private final Timing timing = Timing.real(Clock.systemUTC());
    private final Checker checker = new Checker(timing, RandomGenerator.getDefault(), 1024, Trust.usual());
    private final InstanceServer instance = new InstanceServer();
    private final List<Finding> findings = new CopyOnWriteArrayList<>();

    CheckerTest() throws IOException {}

    @AfterEach
    void close() {
        timing.close();
        instance.close();
    }

    private Checker.Running start(Duration interval, Duration first) {
        return checker.start(instance.url(), new CheckRecord("/", false, interval, Duration.ofMillis(300)), null,
                first, (finding, _) -> findings.add(finding));
    }

    @Test
    void theFirstCheckIsMadeAtOnce() {
        start(Duration.ofHours(1), Duration.ZERO);
        await().until(() -> findings.size() == 1);
        assertThat(findings.getFirst().ok()).isTrue();
    }

    @Test
    void checksGoOnAndSeeWhatChanges() throws IOException {
        start(Duration.ofMillis(20), Duration.ZERO);
        await().until(() -> findings.size() > 3);
        instance.mood(Mood.ERROR);
        await().until(() -> findings.contains(Finding.failed("answered 500")));
        instance.stopListening();
        await().until(() -> findings.contains(Finding.failed("connection refused")));
        instance.listenAgain();
        instance.mood(Mood.OK);
        await().until(() -> findings.getLast().ok());
    }

    @Test
    void aSlowInstanceIsNeverCheckedTwiceAtTheSameTime() {
        instance.mood(Mood.HANG);
        start(Duration.ofMillis(10), Duration.ZERO);
        await().until(() -> instance.requests() >= 3);
        assertThat(instance.mostAtOnce()).isLessThanOrEqualTo(2); // the server sees the one before end a moment late
        assertThat(findings).containsOnly(Finding.failed("no answer within 300ms"));
    }

    @Test
    void aStoppedCheckIsBrokenOffAndTellsNothing() {
        instance.mood(Mood.HANG);
        var running = checker.start(instance.url(),
                new CheckRecord("/", false, Duration.ofMillis(10), Duration.ofMinutes(1)), null, Duration.ZERO,
                (finding, _) -> findings.add(finding));
        await().until(() -> instance.requests() == 1);
        running.stop();
        await().until(() -> instance.requests() == 1 && instance.mostAtOnce() == 1);
        instance.mood(Mood.OK);
        start(Duration.ofHours(1), Duration.ZERO);
        await().until(() -> findings.size() == 1);
        assertThat(findings.getFirst().ok()).isTrue();
        assertThat(instance.requests()).isEqualTo(2);
    }
}
