package stoa.services.probe;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.client.Client;
import stoa.http.client.Unreachable;
import stoa.services.probe.Result.Outcome;

/** Probes a target once: follows no redirect, reads at most 1 MiB, and is done within the target's timeout. */
final class Caller {
    private static final Logger LOG = LoggerFactory.getLogger(Caller.class);
    private static final long LARGEST_ANSWER = 1 << 20;
    /** By so much more the clock goes on than the program's own time only where the machine slept. */
    private static final Duration SLEPT = Duration.ofSeconds(10);

    private final Client client;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final String instance;

    /** @param nanos time that stands still while the machine sleeps */
    Caller(Client client, InstantSource clock, LongSupplier nanos, String instance) {
        this.client = client;
        this.clock = clock;
        this.nanos = nanos;
        this.instance = instance;
    }

    /** Empty for a probe that says nothing of the target: cut off by our own stop, or by a sleep of the machine. */
    Optional<Result> call(Target target) {
        var at = clock.instant();
        var began = nanos.getAsLong();
        Result result;
        try {
            var answer = request(target).header("User-Agent", "stoa-probe").timeout(target.timeout())
                    .maxBody(LARGEST_ANSWER).send();
            var text = answer.text();
            result = target.judge(Result.answered(instance, at, answer.status(), since(began), text), answer.status(),
                    text);
        } catch (Unreachable e) {
            if (e.kind() == Unreachable.Kind.STOPPED) {
                return Optional.empty();
            }
            var outcome = e.kind() == Unreachable.Kind.TIMED_OUT ? Outcome.TIMEOUT : Outcome.UNREACHABLE;
            result = Result.unanswered(instance, at, outcome, since(began), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            // its words name files of this machine, and pages show ours to everybody
            LOG.debug("{} is not found", target.name(), e);
            result = Result.unanswered(instance, at, Outcome.UNREACHABLE, since(began), "no gateway is known yet");
        }
        var slept = Duration.between(at, clock.instant()).minus(since(began)).compareTo(SLEPT) > 0;
        return slept ? Optional.empty() : Optional.of(result);
    }

    private Client.Outgoing request(Target target) {
        return switch (target.address()) {
            case Target.Address.OfService(var service, var path) -> client.to(service, "GET", path);
            case Target.Address.At(var url) -> client.at("GET", url);
        };
    }

    private Duration since(long began) {
        return Duration.ofNanos(nanos.getAsLong() - began);
    }
}
