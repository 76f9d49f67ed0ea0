package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An instance that works on a request without an end, and notices when it need not go on. */
final class WorkingInstance implements AutoCloseable {
    private static final int SECONDS = 20;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    final RawInstance instance;

    /** @param said at once, the beginning of an answer or nothing of it */
    WorkingInstance(String said) {
        instance = RawInstance.doing(peer -> {
            peer.head();
            peer.send(said);
            begun.countDown();
            peer.rest();
            ended.countDown();
        });
    }

    /** Returns when it has a request. */
    void awaitBegin() throws InterruptedException {
        assertThat(begun.await(SECONDS, TimeUnit.SECONDS)).as("the request came").isTrue();
    }

    /** Returns when the connection of that request has ended. */
    void awaitEnd() throws InterruptedException {
        assertThat(ended.await(SECONDS, TimeUnit.SECONDS)).as("the request was given up").isTrue();
    }

    @Override
    public void close() throws IOException {
        instance.close();
    }
}
