package stoa.gateway;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.ServiceRecord;
import stoa.http.client.Client;

/**
 * Finds out which instances of a registry from the disk are still who they were. Each is asked for its {@code /health}
 * until it has answered: one that names another service or instance has taken over somebody's address and stays out; one
 * that is no service of this kind can only be confirmed to answer.
 */
final class Confirming implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final int AT_ONCE = 64;
    private static final int LARGEST = 64 * 1024;

    private final Client client;
    private final List<ServiceRecord> services;
    private final Consumer<Registry> onChange;
    private final Map<Who, String> verdicts = new LinkedHashMap<>();
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final List<Thread> threads = new ArrayList<>();
    private boolean told = true;
    private int confirmed;
    private volatile boolean closed;

    private record Who(String service, String instance) {}

    /** What every service of the platform says of itself. */
    private record Self(@Nullable String service, @Nullable String instance) {}

    /** @param onChange told the registry with all that are confirmed, again when there are more */
    Confirming(Client client, List<ServiceRecord> services, Consumer<Registry> onChange) {
        this.client = client;
        this.services = List.copyOf(services);
        this.onChange = onChange;
    }

    /** Tells the registry with nobody confirmed, and begins to ask. */
    void start() {
        tell();
        for (var service : services) {
            for (var instance : service.instances()) {
                if (instance.intent() == Intent.ENABLED) {
                    begin(() -> ask(service.name(), instance));
                }
            }
        }
        begin(this::tellAsItChanges);
    }

    private void begin(Runnable work) {
        threads.add(Thread.ofVirtual().name("confirming").start(work));
    }

    private void ask(String service, InstanceRecord instance) {
        try {
            while (!closed && !answered(service, instance)) {
                Thread.sleep(AGAIN);
            }
        } catch (InterruptedException e) {
            // the registry has been heard
        }
    }

    /** Whether the instance is who it was. */
    private boolean answered(String service, InstanceRecord instance) throws InterruptedException {
        permits.acquire();
        try {
            var answer = client.at("GET", URI.create(instance.url() + "/health")).timeout(TIMEOUT).maxBody(LARGEST)
                    .send();
            var other = other(answer, service, instance);
            note(new Who(service, instance.id()), other, other.isEmpty());
            return other.isEmpty();
        } catch (IOException e) {
            note(new Who(service, instance.id()), String.valueOf(e.getMessage()), false);
            return false;
        } finally {
            permits.release();
        }
    }

    /** Who answers there instead; empty where nobody says to be another. */
    private static String other(Client.Answer answer, String service, InstanceRecord instance) {
        try {
            var self = answer.json(Self.class);
            // only who registered itself gave its own id
            var anyId = instance.registered().by() != Registered.Source.SELF;
            return self.service() == null || self.instance() == null
                    || (self.service().equals(service) && (anyId || self.instance().equals(instance.id())))
                            ? ""
                            : self.instance() + " of " + self.service() + " answers at its address";
        } catch (IOException e) {
            return "";
        }
    }

    private synchronized void note(Who who, String why, boolean isConfirmed) {
        var before = verdicts.put(who, isConfirmed ? "" : why);
        told &= verdicts.get(who).equals(before);
        confirmed += isConfirmed ? 1 : 0;
    }

    private void tellAsItChanges() {
        try {
            while (!closed) {
                Thread.sleep(GATHER);
                if (news()) {
                    tell();
                }
            }
        } catch (InterruptedException e) {
            // the registry has been heard
        }
    }

    private synchronized boolean news() {
        var news = !told;
        told = true;
        return news;
    }

    private void tell() {
        var now = new TreeMap<String, ServiceRecord>();
        for (var service : services) {
            now.put(service.name(), new ServiceRecord(service.id(), service.name(), service.url(), service.state(),
                    service.routes(), service.instances().stream().map(i -> judged(service.name(), i)).toList(),
                    service.revision()));
        }
        if (!closed) {
            onChange.accept(new Registry("", now, List.copyOf(now.keySet())));
        }
    }

    private synchronized InstanceRecord judged(String service, InstanceRecord i) {
        var verdict = verdicts.get(new Who(service, i.id()));
        var routable = verdict != null && verdict.isEmpty();
        var reason = i.intent() != Intent.ENABLED
                ? i.reason()
                : routable
                        ? "confirmed by the gateway while the catalog is away"
                        : "known from before, not confirmed" + (verdict == null ? " yet" : ": " + verdict);
        return new InstanceRecord(i.id(), i.url(), i.weight(), i.tags(), i.version(), i.registered(), i.intent(),
                i.checks(), routable, reason);
    }

    /** How many have been confirmed. */
    synchronized int confirmed() {
        return confirmed;
    }

    /** How many instances there are. */
    int known() {
        return services.stream().mapToInt(s -> s.instances().size()).sum();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
