package stoa.services.infra;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import stoa.http.Probe;
import stoa.http.client.Client;

/**
 * What each running instance says of the stores that it uses: the catalog says which there are, and each is asked for its
 * {@code /status}, side by side. One survey is made at a time, at most one a second, for all who ask.
 */
final class Survey {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    static final int MOST = 200;
    private static final Duration CATALOG = Duration.ofSeconds(1);
    /** Of the patience, what is left for putting the answers together, on a busy machine too. */
    private static final Duration MARGIN = Duration.ofMillis(600);
    private static final long LARGEST_LIST = 4 << 20;
    private static final long LARGEST_STATUS = 64 << 10;

    private final Client client;
    private final Probe<Said> probe;

    /**
     * @param trouble why there are no or not all instances, empty where all were asked
     * @param instances those that answered, with their stores
     * @param others how many gave no such answer: services from elsewhere, and who is away
     */
    record Said(String trouble, List<Member> instances, int others) {}

    record Member(String service, String instance, List<Used> stores) {}

    /** @param latencyMs in milliseconds */
    record Used(String name, boolean ok, String kind, String version, String address, double latencyMs,
            String detail) {}

    private record ServicesText(List<ServiceText> services, @Nullable String next) {}

    private record ServiceText(String name, List<InstanceText> instances) {}

    private record InstanceText(String id, URI url) {}

    private record StatusText(@Nullable String name, @Nullable String instance, @Nullable List<StoreText> stores) {}

    private record StoreText(@Nullable String name, boolean ok, @Nullable String kind, @Nullable String version,
            @Nullable String address, double latencyMs, @Nullable String detail) {
        Used used() {
            return new Used(shown(name), ok, shown(kind), shown(version), shown(address), latencyMs, shown(detail));
        }

        private static String shown(@Nullable String text) {
            return Secrets.hidden(Objects.requireNonNullElse(text, ""));
        }
    }

    /** An instance as the catalog has it. */
    private record Listed(String service, String id, URI url) {}

    /** @param more whether the catalog has further services */
    private record Listing(List<Listed> instances, boolean more) {
        String trouble() {
            if (instances.size() > MOST) {
                return "there are more instances; the first " + MOST + " were asked";
            }
            return more ? "there are more services; the instances of the first " + MOST + " were asked" : "";
        }
    }

    Survey(Client client) {
        this.client = client;
        this.probe = new Probe<>(this::ask, why -> new Said("the instances could not be asked: " + why, List.of(), 0));
    }

    Said look() {
        return Probe.all(List.of(probe), PATIENCE).getFirst();
    }

    private Said ask() {
        var end = System.nanoTime() + PATIENCE.minus(MARGIN).toNanos();
        try {
            var listing = listing();
            var asked = listing.instances().stream().limit(MOST).toList();
            var members = answers(asked, end);
            return new Said(listing.trouble(), members, asked.size() - members.size());
        } catch (IOException e) {
            return new Said(
                    "the catalog does not say which instances there are: "
                            + Secrets.hidden(String.valueOf(e.getMessage())),
                    List.of(), 0);
        }
    }

    private Listing listing() throws IOException {
        var answer = client.to("catalog", "GET", "/services?limit=" + MOST).maxBody(LARGEST_LIST).timeout(CATALOG)
                .send();
        if (answer.status() != 200) {
            throw new IOException("it answered " + answer.status() + " " + answer.detail());
        }
        var listed = new ArrayList<Listed>();
        var page = answer.json(ServicesText.class);
        for (var service : page.services()) {
            service.instances().forEach(i -> listed.add(new Listed(service.name(), i.id(), i.url())));
        }
        return new Listing(listed, page.next() != null);
    }

    private List<Member> answers(List<Listed> asked, long end) {
        var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("survey-", 0).factory());
        try {
            var limit = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            var answers = asked.stream().map(one -> threads.submit(() -> status(one, limit))).toList();
            return answers.stream().flatMap(answer -> inTime(answer, end).stream()).toList();
        } finally {
            // whoever has not answered by now is not waited for
            threads.shutdownNow();
        }
    }

    private static Optional<Member> inTime(Future<Optional<Member>> answer, long end) {
        try {
            return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Empty for who answers something else, or is somebody else. */
    private Optional<Member> status(Listed one, Duration limit) throws IOException {
        var address = URI.create(one.url().toString().replaceFirst("/?$", "/status"));
        var answer = client.at("GET", address).header("Accept", "application/json")
                .maxBody(LARGEST_STATUS).timeout(limit).send();
        var status = answer.json(StatusText.class);
        if (!one.service().equals(status.name()) || !one.id().equals(status.instance()) || status.stores() == null) {
            return Optional.empty();
        }
        return Optional.of(new Member(one.service(), one.id(), status.stores().stream().map(StoreText::used).toList()));
    }
}
