package stoa.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.discovery.CallReport.Tally;

class TalliesTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final Tallies tallies = new Tallies();

    private void count(String service, String path, int status) {
        var now = NOON.toEpochMilli();
        tallies.of(service, now).count(Endpoint.of("GET", path, 0), status, 1000, now);
    }

    private List<Tally> look() {
        return tallies.look(NOON);
    }

    @Test
    void callsAndErrorsAreCountedByServiceAndEndpoint() {
        count("orders", "/a", 200);
        count("orders", "/a", 500);
        count("orders", "/a", 404);
        count("stock", "/a", 503);
        assertThat(look()).extracting(Tally::service, Tally::endpoint, Tally::calls, Tally::errors)
                .containsExactlyInAnyOrder(tuple("orders", "GET /a", 3, 1), tuple("stock", "GET /a", 1, 1));
        assertThat(look()).isEmpty();
        count("orders", "/a", 200);
        assertThat(look()).extracting(Tally::calls, Tally::errors).containsExactly(tuple(1, 0));
    }

    @Test
    void whatIsNotThereMakesNoEndpoint() {
        count("orders", "/wp-login.php", 404);
        count("orders", "/nowhere", 405);
        assertThat(look()).extracting(Tally::endpoint, Tally::calls).containsExactly(tuple("other", 2));
    }

    @Test
    void aServiceHasAHundredEndpointsAndTheRestCountAsOther() {
        for (var n = 0; n < 150; n++) {
            count("orders", "/a" + n, 200);
        }
        var found = look();
        assertThat(found).hasSize(101);
        assertThat(found).filteredOn(t -> t.endpoint().equals("other")).extracting(Tally::calls).containsExactly(50);
    }

    @Test
    void allServicesTogetherAreBoundedToo() {
        for (var service = 0; service < 30; service++) {
            for (var n = 0; n < 100; n++) {
                count("s" + service, "/a" + n, 200);
            }
        }
        assertThat(look()).filteredOn(t -> !t.endpoint().equals("other")).hasSize(2000);
    }

    @Test
    void anEndpointThatHasLongBeenIdleMakesRoom() {
        for (var n = 0; n < 100; n++) {
            count("orders", "/a" + n, 200);
        }
        look();
        tallies.look(NOON.plus(Duration.ofHours(2)));
        count("orders", "/new", 200);
        assertThat(look()).extracting(Tally::endpoint).containsExactly("GET /new");
    }
}
