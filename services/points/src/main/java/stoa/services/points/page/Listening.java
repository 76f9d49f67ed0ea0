package stoa.services.points.page;

import java.io.IOException;
import java.time.Duration;
import stoa.http.EventStream;
import stoa.http.Reply;

/** One client's stream of how the account is. */
final class Listening implements Reply.EventProducer {
    private static final Duration LOOK_UP = Duration.ofMillis(200);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private final Live live;

    Listening(Live live) {
        this.live = live;
    }

    @Override
    public void produce(EventStream stream) throws IOException {
        live.enter();
        try {
            var seen = 0L;
            var spoken = System.nanoTime();
            while (!stream.closing()) {
                var news = live.await(seen, LOOK_UP);
                if (news.isPresent()) {
                    stream.send("", "account", news.get().json());
                    seen = news.get().number();
                    spoken = System.nanoTime();
                } else if (System.nanoTime() - spoken >= LONGEST_SILENCE.toNanos()) {
                    stream.comment("still here");
                    spoken = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            // the service ends, which ends the stream
            Thread.currentThread().interrupt();
        } finally {
            live.leave();
        }
    }
}
