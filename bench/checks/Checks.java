import com.sun.net.httpserver.HttpServer;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import stoa.catalog.check.Checker;
import stoa.catalog.check.Timing;
import stoa.discovery.Registration.CheckRecord;

/** What checks cost the process that makes them. The instances answer from a process of their own; see bench/checks/run. */
final class Checks {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int AT_ONCE = 4096;

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("serve")) {
            serve();
        } else {
            measure(URI.create(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]),
                    Integer.parseInt(arguments[3]));
        }
    }

    /** An HTTP server that answers 200, until its input ends. */
    private static void serve() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes());
            }
        });
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // until it is closed
        }
        server.stop(0);
    }

    private static void measure(URI answering, int all, int silent, int seconds) throws Exception {
        var ok = new LongAdder();
        var failed = new LongAdder();
        var running = new ArrayList<Checker.Running>();
        // a listener whose queue is full: the system drops what else wants to connect
        try (var timing = Timing.real(Clock.systemUTC());
                var hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var one = new Socket(hole.getInetAddress(), hole.getLocalPort());
                var two = new Socket(hole.getInetAddress(), hole.getLocalPort())) {
            var checker = new Checker(timing, RandomGenerator.getDefault(), AT_ONCE);
            var check = new CheckRecord("/", false, INTERVAL, TIMEOUT);
            var nowhere = URI.create("http://127.0.0.1:" + hole.getLocalPort());
            for (var i = 0; i < all; i++) {
                var first = Duration.ofMillis(INTERVAL.toMillis() * i / all);
                running.add(checker.start(i < silent ? nowhere : answering, check, null, first,
                        (finding, _) -> (finding.ok() ? ok : failed).increment()));
            }
            TimeUnit.SECONDS.sleep(5 * INTERVAL.toSeconds());
            report(seconds, all - silent, silent, ok, failed);
            running.forEach(Checker.Running::stop);
        }
    }

    private static void report(int seconds, int answering, int silent, LongAdder ok, LongAdder failed)
            throws InterruptedException {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = ManagementFactory.getThreadMXBean();
        ok.reset();
        failed.reset();
        threads.resetPeakThreadCount();
        var cpu = system.getProcessCpuTime();
        TimeUnit.SECONDS.sleep(seconds);
        var micros = (system.getProcessCpuTime() - cpu) / 1000.0;
        var tries = ok.sum() + failed.sum();
        System.out.printf("| %d | %d | %.0f | %.0f | %.0f | %.1f %% | %d |%n", answering, silent,
                ok.sum() / (double) seconds, failed.sum() / (double) seconds, micros / tries,
                micros / seconds / 10_000, threads.getPeakThreadCount());
    }
}
