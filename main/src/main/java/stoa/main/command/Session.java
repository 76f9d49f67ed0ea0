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

    /** Runs until it is told to stop. @return the exit code */
    static int run(Launch launch, PrintWriter out) throws InvalidSettings, StartFailed, InterruptedException {
        var stop = new CountDownLatch(1);
        StopSignal.onFirst(stop::countDown);
        var board = new Board(out);
        board.header();
        long drainBegan;
        try (var _ = Platform.start(launch, board::ready)) {
            board.allReady(sinceProcessBegan());
            stop.await();
            board.draining();
            drainBegan = System.nanoTime();
        }
        board.stopped(Duration.ofNanos(System.nanoTime() - drainBegan));
        return 0;
    }

    private static Duration sinceProcessBegan() {
        var began = ManagementFactory.getRuntimeMXBean().getStartTime();
        return Duration.ofMillis(System.currentTimeMillis() - began);
    }
}
