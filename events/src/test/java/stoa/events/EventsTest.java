package stoa.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.http.Json;
import stoa.http.Presence;
import stoa.http.Service.RouteClaim;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.http.access.Access;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.telemetry.AccessLog;

@Timeout(60)
class EventsTest {
    @TempDir
    Path folder;

    private RunningRole running;
    private Client client;
    private volatile Presence.@Nullable Endpoint announced;

    @BeforeEach
    void start() throws Exception {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        var presence = new Presence() {
            @Override
            public void announce(Endpoint endpoint) {
                announced = endpoint;
            }

            @Override
            public void withdraw(Endpoint endpoint) {}
        };
        var shell = new Shell(ShellSettings.read(in, "127.0.0.1", 0), presence, AccessLog.none(),
                Access.ofThisMachine());
        var role = Events.role(in, shell, stores());
        in.verify();
        assertThat(role.needs()).isEmpty();
        running = role.factory().start(new RoleContext("events", 1, _ -> {}));
        client = new Client(_ -> base());
    }

    private RelationalStores stores() throws StartFailed {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
    }

    @AfterEach
    void stop() {
        client.close();
        running.close();
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + running.addresses().getFirst().uri().getPort());
    }

    private Client.Answer post(Object body) throws IOException {
        return client.to("events", "POST", "/events").json(body).send();
    }

    private Client.Answer tell(int... numbers) throws IOException {
        return post(Map.of("events", IntStream.of(numbers).mapToObj(EventStoreContract::event).toList()));
    }

    private Client.Answer list(String query) throws IOException {
        return client.to("events", "GET", "/events" + query).send();
    }

    @Test
    void itClaimsItsPathAndKeepsIt() {
        running.announce();
        var endpoint = Optional.ofNullable(announced).orElseThrow();
        assertThat(endpoint.service()).isEqualTo("events");
        assertThat(endpoint.route()).contains(new RouteClaim("/events", false));
    }

    @Test
    void newEventsAre201AndOldOnes200() throws Exception {
        var first = tell(1, 2);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.text()).isEqualTo("{\"stored\":2}");
        assertThat(tell(1, 2, 3).text()).isEqualTo("{\"stored\":1}");
        var again = tell(1, 2, 3);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo("{\"stored\":0}");
    }

    @Test
    void aListHasTheContractsShape() throws Exception {
        tell(1);
        var answer = list("");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"events\":[" + Json.text(EventStoreContract.event(1))
                + "],\"next\":null}").contains("\"at\":\"2026-05-01T12:00:01.123Z\"");
    }

    @Test
    void pagesLeadFromTheNewestToTheOldest() throws Exception {
        tell(IntStream.range(0, 5).toArray());
        var first = list("?limit=2").json(EventApi.Page.class);
        assertThat(first.events()).containsExactly(EventStoreContract.event(4), EventStoreContract.event(3));
        var second = list("?limit=2&cursor=" + first.next()).json(EventApi.Page.class);
        assertThat(second.events()).containsExactly(EventStoreContract.event(2), EventStoreContract.event(1));
        var third = list("?limit=2&cursor=" + second.next()).json(EventApi.Page.class);
        assertThat(third.events()).containsExactly(EventStoreContract.event(0));
        assertThat(third.next()).isNull();
    }

    @Test
    void queriesThatMeanNothingAre422() throws Exception {
        assertThat(list("?limit=0").status()).isEqualTo(422);
        assertThat(list("?cursor=xyz").text()).contains("\"field\":\"cursor\"");
        assertThat(list("?since=yesterday").text()).contains("\"field\":\"since\"");
        assertThat(list("?since=2026-01-01T00:00:00Z&kind=a&subject=b").status()).isEqualTo(200);
    }

    @Test
    void everyBadFieldIsNamed() throws Exception {
        var long1001 = "x".repeat(1001);
        var answer = post(Map.of("events", List.of(
                Map.of("id", "7", "at", "today", "kind", "Not A Kind", "source", 5, "summary", long1001),
                Map.of("id", "01890000-0000-7000-8000-000000000001", "at", "2026-01-01T00:00:00Z", "kind", "a.b",
                        "source", "s", "subject", "s", "summary", "s", "data", Map.of("n", 1)))));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("\"events[0].id\"", "\"events[0].at\"", "\"events[0].kind\"",
                "\"events[0].source\"", "\"events[0].subject\"", "\"events[0].summary\"", "\"events[1].data\"")
                .doesNotContain("\"events[1].id\"");
        assertThat(list("").json(EventApi.Page.class).events()).isEmpty();
    }

    @Test
    void noEventsOrTooManyAreRefused() throws Exception {
        assertThat(post(Map.of()).text()).contains("must be 1 to 500 events");
        assertThat(post(Map.of("events", "none")).status()).isEqualTo(422);
        assertThat(tell(IntStream.range(0, 501).toArray()).status()).isEqualTo(422);
        assertThat(tell(IntStream.range(0, 500).toArray()).status()).isEqualTo(201);
        assertThat(client.to("events", "POST", "/events").send().status()).isIn(400, 415);
    }

    @Test
    void aWatchHearsWhatComesAndResumesWhereItWas() throws Exception {
        tell(1);
        var heard = new LinkedBlockingQueue<String>();
        var watching = watch(Optional.empty(), heard);
        do {
            // until the watch is on, nobody hears
            tell((int) (System.nanoTime() & 0xffffff));
        } while (heard.poll(50, TimeUnit.MILLISECONDS) == null);
        heard.clear();
        tell(0x1000001);
        assertThat(next(heard, 0x1000001)).startsWith("event ")
                .endsWith(Json.text(EventStoreContract.event(0x1000001)));
        watching.interrupt();
        watching.join();

        tell(0x1000002, 0x1000003);
        var more = new LinkedBlockingQueue<String>();
        var again = watch(Optional.of(EventStoreContract.event(0x1000001).id()), more);
        assertThat(more.take()).contains(EventStoreContract.event(0x1000002).id());
        assertThat(more.take()).contains(EventStoreContract.event(0x1000003).id());
        again.interrupt();
        again.join();
    }

    private static String next(BlockingQueue<String> heard, int number) throws InterruptedException {
        var line = heard.take();
        while (!line.contains(EventStoreContract.event(number).id())) {
            line = heard.take();
        }
        return line;
    }

    private Thread watch(Optional<String> lastEventId, BlockingQueue<String> heard) {
        return Thread.ofVirtual().start(() -> {
            try {
                client.to("events", "GET", "/events/watch").events(lastEventId, Duration.ofSeconds(20),
                        (id, event, data) -> heard.add(event + " " + id + " " + data));
            } catch (IOException e) {
                heard.add("ended: " + e.getMessage());
            }
        });
    }

    @Test
    void aWatchEndsWhenTheServiceDrains() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        tell(1);
        var watching = watch(Optional.of("unknown"), heard);
        assertThat(heard.take()).contains(EventStoreContract.event(1).id());
        running.withdraw();
        running.drain(Duration.ofSeconds(10));
        assertThat(watching.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void itsStoreShowsInItsStatusAndIsClosedWithIt() throws Exception {
        assertThat(client.to("events", "GET", "/status").send().text()).contains("relational/events", "sqlite");
        assertThatThrownBy(() -> stores().open("events")).isInstanceOf(StartFailed.class);
        running.close();
        stores().open("events").close();
    }
}
