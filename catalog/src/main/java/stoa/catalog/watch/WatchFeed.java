package stoa.catalog.watch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import stoa.http.EventStream;
import stoa.http.Reply;

/**
 * One client's watch. Each event's id is its place, a revision. A client that can resume hears {@code synced}, then every
 * change after its last event. Any other hears {@code reset} (forget all), a {@code service} for each, {@code synced};
 * if the stream breaks before, it resumes there too, because services come in the order of their revisions.
 */
public final class WatchFeed implements Reply.EventProducer {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_UP = Duration.ofMillis(100);

    private final Changes changes;
    private final Position seen;

    /** @param lastEventId as the client sent it; what is no revision of ours begins from nothing */
    public WatchFeed(Changes changes, Optional<String> lastEventId) {
        this.changes = changes;
        this.seen = lastEventId.flatMap(changes::place).filter(changes::resumable).orElse(Position.NONE);
    }

    @Override
    public void produce(EventStream stream) throws IOException {
        var at = seen;
        if (at.equals(Position.NONE)) {
            stream.send(changes.id(at), "reset", "{}");
            var complete = changes.end();
            var told = tell(stream, at, true);
            at = told.compareTo(complete) > 0 ? told : complete;
        }
        stream.send(changes.id(at), "synced", "{\"revision\":" + at.revision() + "}");
        try {
            follow(stream, at);
        } catch (InterruptedException e) {
            // the service stops and does not wait for us: the stream ends here, and the client resumes
            Thread.currentThread().interrupt();
        }
    }

    private void follow(EventStream stream, Position from) throws IOException, InterruptedException {
        var at = from;
        var spoken = System.nanoTime();
        while (!stream.closing()) {
            if (changes.await(at, LOOK_UP)) {
                at = tell(stream, at, false);
                spoken = System.nanoTime();
            } else if (System.nanoTime() - spoken >= LONGEST_SILENCE.toNanos()) {
                stream.comment("still here");
                spoken = System.nanoTime();
            }
        }
    }

    /** Tells what came after {@code from}; answers the last place told. */
    private Position tell(EventStream stream, Position from, boolean onlyPresent) throws IOException {
        var at = from;
        for (var change : changes.after(from)) {
            if (stream.closing()) {
                break;
            }
            if (!change.gone() || !onlyPresent) {
                stream.send(changes.id(change.at()), change.gone() ? "gone" : "service", change.json());
            }
            at = change.at();
        }
        return at;
    }
}
