package stoa.gateway.relay;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stoa.gateway.forward.Request;
import stoa.telemetry.AccessLog;

/** Enters each answered request of one client's connection into the metrics and the access log. */
final class Accounts {
    private final Loop loop;
    private final Entrance entrance;
    private String remote = "";

    Accounts(Loop loop, Entrance entrance) {
        this.loop = loop;
        this.entrance = entrance;
    }

    /**
     * Whose the requests are from now on.
     *
     * @param address the client's
     */
    void of(String address) {
        remote = address;
    }

    /**
     * How a request ended.
     *
     * @param service where it went; empty where it led nowhere
     * @param instance who answered; empty where none was reached
     * @param bytesIn of its body
     * @param bytesOut of the answer's body
     * @param note why it ended so, where the status alone does not say
     */
    record Outcome(String service, String instance, int status, long bytesIn, long bytesOut, String note) {}

    /** @param request null where not even its head could be read */
    void enter(@Nullable Request request, Outcome outcome) {
        if (request == null) {
            entrance.traffic().refused(outcome.status);
            enter(System.currentTimeMillis(), 0, "", "", "", "", outcome);
        } else {
            var nanos = loop.now() - request.startedNanos();
            entrance.traffic().answered(outcome.service, outcome.status, nanos);
            enter(request.startedMillis(), nanos, request.method(), request.path(), request.id(), request.traceId(),
                    outcome);
        }
    }

    private void enter(long millis, long nanos, String method, String path, String id, String traceId,
            Outcome outcome) {
        loop.relay.log(new AccessLog.Entry(millis, "gateway", outcome.service, outcome.instance, remote, method, path,
                outcome.status, outcome.bytesIn, outcome.bytesOut, TimeUnit.NANOSECONDS.toMicros(nanos), id, traceId,
                outcome.note));
    }
}
