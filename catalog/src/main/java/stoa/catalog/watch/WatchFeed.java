package stoa.catalog.watch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import stoa.http.EventStream;
import stoa.http.Reply;

/**
 * One client's watch. Each event's id is the revision after it. A client that can resume hears {@code synced}, then every
 * change after its last event. Any other hears {@code reset} (forget all), a {@code service} for each, {@code synced};
 * if the stream breaks before, it resumes there too, because services come in the order of their revisions.
 */
public final class WatchFeed implements Reply.EventProducer {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_UP = Duration.ofMillis(100);
    private static final long NOTHING = 0;

    private final Changes changes;
    private final long seen;

    /** @param lastEventId as the client sent it; what is no revision of ours begins from nothing */
    public WatchFeed(Changes changes, Optional<String> lastEventId) {
        this.changes = changes;
        this.seen = lastEventId.map(WatchFeed::revision).filter(changes::resumable).orElse(NOTHING);
    }

    private static long revision(String id) {
        try {
            return Long.parseLong(id.strip());
        } catch (NumberFormatException e) {
            return NOTHING;
        }
    }

    @Override
    public void produce(EventStream stream) throws IOException {
        var at = seen;
        if (at == NOTHING) {
            stream.send(Long.toString(NOTHING), "reset", "{}");
            var complete = changes.revision();
            at = Math.max(complete, tell(stream, NOTHING, true));
        }
        stream.send(Long.toString(at), "synced", "{\"revision\":" + at + "}");
        try {
            follow(stream, at);
        } catch (InterruptedException e) {
            // the service stops and does not wait for us: the stream ends here, and the client resumes
            Thread.currentThread().interrupt();
        }
    }

    private void follow(EventStream stream, long from) throws IOException, InterruptedException {
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

    /** Tells what came after {@code from}; answers the last revision told. */
    private long tell(EventStream stream, long from, boolean onlyPresent) throws IOException {
        var at = from;
        for (var change : changes.after(from)) {
            if (stream.closing()) {
                break;
            }
            if (!change.gone() || !onlyPresent) {
                stream.send(Long.toString(change.revision()), change.gone() ? "gone" : "service", change.json());
            }
            at = change.revision();
        }
        return at;
    }
}
