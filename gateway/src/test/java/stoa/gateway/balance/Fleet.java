package stoa.gateway.balance;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.ServiceRecord;

/** The instances of one service, with a clock and chances that the test holds in its hand. */
final class Fleet implements Notices {
    final List<String> notices = new ArrayList<>();
    final SplittableRandom random = new SplittableRandom(1);
    final Directory directory = new Directory(() -> this.now);
    long now = Duration.ofHours(1).toNanos();
    private final Map<String, InstanceRecord> records = new LinkedHashMap<>();

    Fleet() {
        this(BalanceSettings.DEFAULT);
    }

    Fleet(BalanceSettings settings) {
        directory.goBy(settings, this);
    }

    /** So many equal ones. */
    static Fleet of(int instances) {
        var fleet = new Fleet();
        for (var i = 1; i <= instances; i++) {
            fleet.add("a-" + i, 1);
        }
        fleet.tell();
        return fleet;
    }

    Fleet add(String id, int weight) {
        records.put(id, record(id, weight, true));
        return this;
    }

    Fleet unroutable(String id) {
        records.put(id, record(id, 1, false));
        return this;
    }

    Fleet remove(String id) {
        records.remove(id);
        return this;
    }

    static InstanceRecord record(String id, int weight, boolean routable, CheckResult... checks) {
        return new InstanceRecord(id, URI.create("http://127.0.0.1:9/"), weight, List.of(), "1",
                new Registered(Instant.EPOCH, Registered.Source.SELF, null), Intent.ENABLED, List.of(checks), routable,
                routable ? "" : "failed its check");
    }

    /** The registry says what was set so far. */
    Fleet tell() {
        return tell(List.copyOf(records.values()));
    }

    Fleet tell(List<InstanceRecord> instances) {
        directory.update(new Registry("1", Map.of("a", new ServiceRecord(1, "a", "", ServiceRecord.State.UP, List.of(),
                instances, 1)), List.of("a")));
        return this;
    }

    UpstreamService service() {
        return directory.service("a");
    }

    Upstream get(String id) {
        return service().all().stream().filter(u -> u.id().equals(id)).findFirst().orElseThrow();
    }

    Upstream pick(Balancing how, long key) {
        var picked = service().pick(how, key, true, List.of(), random, now);
        if (picked == null) {
            throw new AssertionError("there is none");
        }
        return picked;
    }

    /** For a request that may not be sent twice, without a key; null when none is left. */
    @Nullable
    Upstream pickOther(List<Upstream> tried) {
        return service().pick(Balancing.DEFAULT, 0, false, tried, random, now);
    }

    /** How often each is chosen, all of them answering at once. */
    Map<String, Integer> share(Balancing how, int picks) {
        var share = new TreeMap<String, Integer>();
        for (var i = 0; i < picks; i++) {
            share.merge(pick(how, i + 1).id(), 1, Integer::sum);
        }
        return share;
    }

    /** One request that goes there and is answered so. */
    void answer(String id, int status) {
        var trial = begin(id);
        trial.answers(status, now);
        trial.answered(now);
        trial.end(now);
    }

    void answer(String id, int status, int times) {
        for (var i = 0; i < times; i++) {
            answer(id, status);
        }
    }

    /** One request that goes there and is not answered. */
    void fail(String id) {
        var trial = begin(id);
        trial.failed("connection closed without an answer by it", now);
        trial.end(now);
    }

    Trial begin(String id) {
        return begin(get(id));
    }

    Trial begin(Upstream upstream) {
        var trial = upstream.begin();
        trial.sent(now);
        return trial;
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    boolean isOut(String id) {
        return get(id).standing().isOut();
    }

    /** For how long it is left alone. */
    Duration left(String id) {
        var ejection = get(id).standing().ejection();
        return ejection == null ? Duration.ZERO : ejection.left(now);
    }

    @Override
    public void ejected(Upstream upstream, Ejection ejection) {
        notices.add("ejected " + upstream.id() + " " + ejection.kind().label() + ": " + ejection.why());
    }

    @Override
    public void recovered(Upstream upstream, Ejection from) {
        notices.add("recovered " + upstream.id());
    }

    @Override
    public void panic(String service, boolean begins) {
        notices.add("panic " + (begins ? "begins" : "ends"));
    }
}
