package stoa.gateway.relay;

import stoa.gateway.forward.Forwarding.Extras;
import stoa.gateway.forward.Request;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Body.Framing;
import stoa.gateway.http1.Head;

/** How an instance's answer is passed on to its client: what its head says there, and how its end will be told. */
final class Answered {
    private final ClientConnection client;
    private final Request request;
    private int status;
    private boolean endsWithConnection;

    Answered(ClientConnection client, Request request) {
        this.client = client;
        this.request = request;
    }

    int status() {
        return status;
    }

    /** Whether the client takes the connection's end for the answer's. */
    boolean endsWithConnection() {
        return endsWithConnection;
    }

    /** Begins it; {@code readable} bytes of its body follow at once. */
    void begin(Head head, Body body, int readable, byte[] instanceLine) {
        status = head.status();
        var endless = body.framing() == Framing.CHUNKED || body.framing() == Framing.UNTIL_CLOSE;
        endsWithConnection = request.isHttp10() && endless;
        if (!request.isPersistent() || !client.body.done() || client.loop.relay.isDraining() || endsWithConnection) {
            client.last();
        }
        var extras = new Extras(request, instanceLine, endless && !request.isHttp10(), client.isLast());
        client.answer.begin(client.loop.draft, client.loop.dates, head, extras, body, readable);
    }
}
