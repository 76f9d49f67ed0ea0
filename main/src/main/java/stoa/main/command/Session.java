package stoa.main.command;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import stoa.main.platform.Launch;
import stoa.main.platform.Platform;
import stoa.main.terminal.StopSignal;
import stoa.runtime.InvalidSettings;
import stoa.runtime.StartFailed;

/** A process from its start to its end, as the person who started it sees it. */
final class Session {
    private Session() {}

    /** Runs until it is told to stop, by a signal or by an interrupt of this thread. @return the exit code */
    static int run(Launch launch, PrintWriter out) throws InvalidSettings, StartFailed {
        var stop = new CountDownLatch(1);
        // on a thread of its own: a start need not wait until the JDK has made its proxies
        Thread.ofVirtual().start(() -> StopSignal.onFirst(stop::countDown));
        var board = new Board(out);
        board.header();
        long drainBegan;
        try (var _ = Platform.start(launch, board::ready)) {
            board.allReady(sinceProcessBegan());
            await(stop);
            board.draining();
            drainBegan = System.nanoTime();
        }
        board.stopped(Duration.ofNanos(System.nanoTime() - drainBegan));
        return 0;
    }

    private static void await(CountDownLatch stop) {
        try {
            stop.await();
        } catch (InterruptedException e) {
            // as good as a signal; what follows is the drain, which is not to be cut short
        }
    }

    private static Duration sinceProcessBegan() {
        var began = ManagementFactory.getRuntimeMXBean().getStartTime();
        return Duration.ofMillis(System.currentTimeMillis() - began);
    }
}
