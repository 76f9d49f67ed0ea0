package stoa.gateway.relay;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;

/**
 * What one event loop has under way to one service: so many requests at most, and of them only some that are being sent
 * once more, or a service in trouble would get the more requests the fewer it answers. A repetition that is one too many
 * waits for its turn.
 */
final class ServiceLoad {
    private static final int LEAST = 3;
    /** One in so many of what is under way. */
    private static final int PART = 5;

    private final EventLoop events;
    private final int most;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private int active;
    private int repeating;

    /** @param most requests at a time */
    ServiceLoad(EventLoop events, int most) {
        this.events = events;
        this.most = most;
    }

    /** @return whether one more request is taken; if so, {@link #end()} is to follow */
    boolean begin() {
        if (active >= most) {
            return false;
        }
        active++;
        return true;
    }

    void end() {
        active--;
    }

    /** @return whether it may be sent once more now, with {@link #repeated()} to follow; otherwise it is told when it may */
    boolean repeat(Exchange exchange) {
        if (repeating < Math.max(LEAST, active / PART)) {
            repeating++;
            return true;
        }
        waiting.addLast(exchange);
        return false;
    }

    /** A repetition is over, and the next may begin. */
    void repeated() {
        var next = waiting.pollFirst();
        if (next == null) {
            repeating--;
        } else {
            // not from here: each that fails at once would be one call deeper
            events.execute(next::repeats);
        }
    }

    /** It waits for its turn no longer. */
    void forget(Exchange exchange) {
        waiting.remove(exchange);
    }
}
