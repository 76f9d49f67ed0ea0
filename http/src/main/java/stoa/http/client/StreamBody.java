package stoa.http.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A body that is read while it comes, one part asked for at a time, by a thread that waits only so long for each. */
final class StreamBody implements BodySubscriber<EventBody>, EventBody, AutoCloseable {
    private sealed interface Part {}

    private record Bytes(List<ByteBuffer> buffers) implements Part {}

    private record End(@Nullable Throwable failure) implements Part {}

    private final LinkedBlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<EventBody> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription s) {
        subscription = s;
        s.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        parts.add(new Bytes(buffers));
    }

    @Override
    public void onError(Throwable thrown) {
        parts.add(new End(thrown));
    }

    @Override
    public void onComplete() {
        parts.add(new End(null));
    }

    /** Returns when the stream ends. @throws IOException when it breaks, falls silent, or the parser's sink throws */
    void follow(EventParser parser, Duration silence) throws IOException {
        while (true) {
            switch (next(silence)) {
                case Bytes(var buffers) -> {
                    for (var buffer : buffers) {
                        parser.feed(buffer);
                    }
                    more();
                }
                case End(var failure) -> {
                    if (failure != null) {
                        throw Unreachable.of(failure, silence);
                    }
                    return;
                }
            }
        }
    }

    private Part next(Duration silence) throws Unreachable {
        try {
            var part = parts.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
            if (part == null) {
                throw Unreachable.silent(silence);
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Unreachable.stopped();
        }
    }

    private void more() {
        var current = subscription;
        if (current != null) {
            current.request(1);
        }
    }

    @Override
    public void close() {
        var current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}
