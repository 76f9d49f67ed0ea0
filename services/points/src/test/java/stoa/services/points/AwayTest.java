package stoa.services.points;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.services.points.PointsRole.header;
import static stoa.services.points.PointsRole.text;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.UuidV7;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Draft;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Outcome;
import stoa.services.points.page.Live;
import stoa.tests.serving.RoleUnderTest;

/** What is answered while the ledger is away, or takes long. */
@Timeout(60)
class AwayTest {
    private static final PointsSettings SETTINGS = new PointsSettings(10, "hits", Duration.ofMinutes(15));

    private static RoleUnderTest over(Ledger ledger) throws Exception {
        return new RoleUnderTest(Map.of(), (_, shell) -> role(shell, ledger), 1);
    }

    private static Role role(Shell shell, Ledger ledger) {
        var clock = Clock.systemUTC();
        var teller = new Teller(ledger, new UuidV7(clock, RandomGenerator.getDefault()), clock, new PointsMetrics());
        return new Role("points", "", List.of(), context -> shell.serve(context, Service.named("points")
                .maps(LedgerUnavailable.class, Answers::away)
                .routes(new VisitApi(teller, ledger, SETTINGS, new Live(ledger, "hits"))::routes)
                .routes(new AccountApi(teller, ledger)::routes).routes(new ReservationApi(teller, ledger)::routes)));
    }

    @Test
    void aLedgerThatIsAwayIsSaidWithoutItsWords() throws Exception {
        try (var points = over(new FakeLedger())) {
            var key = new String[]{"Idempotency-Key", "k"};
            for (var answer : List.of(points.get("/accounts/ana"), points.get("/accounts/ana/entries"),
                    points.get("/accounts/ana/reservations"), points.send("PUT", "/accounts/ana/entries/x/reversal"),
                    points.send("HEAD", "/"), points.get("/", "Accept", "text/plain"),
                    points.json("POST", "/accounts/ana/entries", "{\"amount\": 1}", key),
                    points.json("POST", "/accounts/ana/reservations", "{\"amount\": 1}", key))) {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(header(answer, "retry-after")).isEqualTo("1");
                assertThat(answer.body()).doesNotContain("password");
            }
        }
    }

    @Test
    void anEntryThatMayHaveBeenMadeIsToBeAskedForAgainWithTheSameKey() throws Exception {
        try (var points = over(new FakeLedger())) {
            var answer = points.json("POST", "/accounts/ana/entries", "{\"amount\": 1}", "Idempotency-Key", "k");
            assertThat(text(answer, "detail")).contains("same key");
        }
    }

    @Test
    void theSameKeyIsEnteredByOneRequestAtATime() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var slow = new FakeLedger() {
            @Override
            public Outcome enter(Draft draft) {
                begun.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return new Outcome.Entered(draft.after(new Account(draft.account(), 0, 0, 0)), "disk");
            }
        };
        try (var points = over(slow); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> points.json("POST", "/accounts/ana/entries", "{\"amount\": 1}",
                    "Idempotency-Key", "k"));
            begun.await();
            var second = points.json("POST", "/accounts/ana/entries", "{\"amount\": 1}", "Idempotency-Key", "k");
            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(header(second, "retry-after")).isEqualTo("1");
            assertThat(text(second, "detail")).contains("ask again with the same key");
            goOn.countDown();
            assertThat(first.get().statusCode()).isEqualTo(201);
            assertThat(points.json("POST", "/accounts/ana/entries", "{\"amount\": 1}", "Idempotency-Key", "k")
                    .statusCode()).isEqualTo(201);
        }
    }
}
