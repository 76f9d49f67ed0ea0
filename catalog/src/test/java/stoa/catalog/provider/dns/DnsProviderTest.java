package stoa.catalog.provider.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.catalog.provider.BlindProvider;
import stoa.catalog.provider.Looking;
import stoa.catalog.provider.View;
import stoa.catalog.provider.dns.FakeDns.Mood;
import stoa.discovery.Registration.CheckRecord;

class DnsProviderTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofMillis(300);
    private static final String SRV = "_http._tcp.orders.test";

    private FakeDns dns;

    @BeforeEach
    void start() throws IOException {
        dns = new FakeDns();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private View look(Duration within, DnsService... services) throws BlindProvider {
        return new DnsProvider(List.of(services), new DnsServer(dns.address()), Looking.TERMS).look(within);
    }

    private static DnsService addresses(String name) {
        return new DnsService("orders", name, 8080, Map.of());
    }

    private static DnsService targets() {
        return new DnsService("orders", SRV, 0, Map.of());
    }

    @Test
    void everyAddressOfANameIsAnInstance() throws Exception {
        dns.addresses("orders.test", "127.0.0.1", "127.0.0.2", "fd00::5");
        assertThat(Looking.seen(look(WITHIN, addresses("orders.test")))).containsExactly(
                "orders/orders-127.0.0.1-8080 http://127.0.0.1:8080 1",
                "orders/orders-127.0.0.2-8080 http://127.0.0.2:8080 1",
                "orders/orders-fd00::5-8080 http://[fd00::5]:8080 1");
    }

    @Test
    void whatTheSettingsSayIsPartOfTheRegistrationAndTheCheckConnects() throws Exception {
        dns.addresses("orders.test", "127.0.0.1");
        var service = new DnsService("orders", "orders.test.", 80, Map.of("tags", List.of("blue"), "weight", 5));
        assertThat(Looking.registrations(look(WITHIN, service))).singleElement().satisfies(r -> {
            assertThat(r.tags()).containsExactly("blue");
            assertThat(r.weight()).isEqualTo(5);
            assertThat(r.check()).extracting(CheckRecord::tcp).isEqualTo(true);
        });
    }

    @Test
    void ofSrvRecordsTheLowestPriorityCountsWithPortAndWeight() throws Exception {
        dns.srv(SRV, 10, 3, 9001, "a.test");
        dns.srv(SRV, 10, 0, 9002, "b.test");
        dns.srv(SRV, 20, 9, 9003, "c.test");
        dns.addresses("a.test", "127.0.0.1", "127.0.0.2");
        dns.addresses("b.test", "127.0.0.3");
        dns.addresses("c.test", "127.0.0.4");
        assertThat(Looking.seen(look(WITHIN, targets()))).containsExactly(
                "orders/orders-127.0.0.1-9001 http://127.0.0.1:9001 3",
                "orders/orders-127.0.0.2-9001 http://127.0.0.2:9001 3",
                "orders/orders-127.0.0.3-9002 http://127.0.0.3:9002 1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "7, 1000, 7", "65535, 65535, 1000", "1, 65535, 1", "32768, 65535, 500", "0, 65535, 1"})
    void srvWeightsFitThoseOfInstances(int weight, int heaviest, int expected) {
        assertThat(SrvWeight.of(weight, heaviest)).isEqualTo(expected);
    }

    @Test
    void aTargetThatSaysThereIsNoSuchServiceIsNone() throws Exception {
        dns.srv(SRV, 0, 0, 0, "");
        var view = look(WITHIN, targets());
        assertThat(Looking.seen(view)).isEmpty();
        assertThat(Looking.hidden(view)).isEmpty();
    }

    @Test
    void aNameThatIsUnknownOrHasNoRecordsHasNoInstances() throws Exception {
        dns.empty("empty.test");
        var view = look(WITHIN, addresses("unknown.test"), addresses("empty.test"), targets());
        assertThat(Looking.seen(view)).isEmpty();
        assertThat(Looking.hidden(view)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SERVFAIL, could not find out about orders.test", "REFUSED, refuses to answer about orders.test",
            "GARBAGE, about orders.test"})
    void aServerThatFailsHidesTheServiceAndTheReasonNamesIt(Mood mood, String words) throws Exception {
        dns.mood("orders.test", mood);
        var view = look(WITHIN, addresses("orders.test"));
        assertThat(Looking.seen(view)).isEmpty();
        assertThat(Looking.hidden(view)).containsOnlyKeys("orders");
        assertThat(Looking.hidden(view).get("orders")).contains(words, "the DNS server " + dns.address());
    }

    @Test
    void aServerThatSaysNothingHidesTheServiceInTime() throws Exception {
        dns.mood("orders.test", Mood.SILENT);
        assertThat(Looking.hidden(look(IMPATIENT, addresses("orders.test"))).get("orders"))
                .startsWith("no answer from the DNS server " + dns.address());
    }

    @Test
    void aServerThatIsAwayHidesTheService() throws Exception {
        dns.close();
        assertThat(Looking.hidden(look(IMPATIENT, addresses("orders.test"))).get("orders"))
                .startsWith("no answer from the DNS server " + dns.address());
    }

    @Test
    void aTargetThatCannotBeLookedUpHidesTheWholeService() throws Exception {
        dns.srv(SRV, 0, 1, 9001, "a.test");
        dns.srv(SRV, 0, 1, 9001, "b.test");
        dns.addresses("a.test", "127.0.0.1");
        dns.mood("b.test", Mood.SERVFAIL);
        assertThat(Looking.hidden(look(WITHIN, targets())).get("orders")).contains("b.test");
    }

    @Test
    void oneNamesTroubleIsNotAnothers() throws Exception {
        dns.addresses("orders.test", "127.0.0.1");
        dns.mood("stock.test", Mood.SERVFAIL);
        var view = look(WITHIN, addresses("orders.test"), new DnsService("stock", "stock.test", 80, Map.of()));
        assertThat(Looking.seen(view)).hasSize(1);
        assertThat(Looking.hidden(view)).containsOnlyKeys("stock");
    }

    @Test
    void anAnswerThatIsCutOffIsAskedForAgainOverTcp() throws Exception {
        for (var i = 1; i < 100; i++) {
            dns.addresses("orders.test", "127.0.0." + i);
        }
        dns.mood("orders.test", Mood.TRUNCATED);
        assertThat(Looking.seen(look(WITHIN, addresses("orders.test")))).hasSize(99);
        assertThat(dns.overTcp()).isEqualTo(2);
    }
}
