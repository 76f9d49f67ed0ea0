package stoa.gateway.relay;

import java.nio.charset.StandardCharsets;
import stoa.gateway.wire.Deadlines.Deadline;

/**
 * A client that ended its side of the connection while its request is in hand. It may have ended that side alone and waits for the
 * answer; or it is gone, which looks the same until something is written to it. So it gets its answer, but from time to time a
 * {@code 100 Continue}, which means nothing and makes the kernel of one that is gone say so; and where part of the answer went out
 * already, one that pauses is not waited for.
 */
final class HalfClosed {
    /** A quiet answer's end, in looks. */
    private static final int MOST_QUIET = 2;
    private static final byte[] NEWS_OF_NOTHING = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ClientConnection client;
    private final Deadline look = new Deadline(this::look);
    private int looks;
    private int quiet;
    private long seen;

    HalfClosed(ClientConnection client) {
        this.client = client;
    }

    void begin() {
        client.loop.halfClosed.begin(look, client.loop.now());
    }

    void end() {
        look.cancel();
    }

    private void look() {
        client.loop.tick();
        var exchange = client.exchange();
        if (exchange != null && !exchange.isAnswering()) {
            looks++;
            // sooner at first: who is gone says so at the first, and the second meets it
            if (Integer.bitCount(looks) == 1 && !exchange.request().isHttp10() && client.isWritable()) {
                client.answer.begin(client.loop.draft.begin().put(NEWS_OF_NOTHING), 0);
                client.answer.flush();
            }
        } else if (exchange != null && client.isWritable()) {
            quiet = client.answer.bytes() == seen ? quiet + 1 : 0;
            seen = client.answer.bytes();
            if (quiet >= MOST_QUIET) {
                client.goneFor("the client went away");
                return;
            }
        }
        if (!client.isLeaving()) {
            begin();
        }
    }
}
