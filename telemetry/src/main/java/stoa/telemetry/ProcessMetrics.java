package stoa.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.SummaryWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Quantiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** The process's own figures, under the names that Prometheus clients use for them. */
public final class ProcessMetrics {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE_BYTES = 4096;

    private ProcessMetrics() {}

    /** Asks the machine only when the metrics are read: its beans take long to load, and the start is short. */
    public static void register(PrometheusRegistry registry) {
        gauge(registry, "process_start_time_seconds", "When the process started, in seconds since 1970",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        gauge(registry, "process_uptime_seconds", "How long the process has been running",
                () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        if (Files.isReadable(STATM)) {
            gauge(registry, "process_resident_memory_bytes", "Memory that the process holds",
                    ProcessMetrics::residentBytes);
        }
        CounterWithCallback.builder().name("process_cpu_seconds_total").help("Processor time used")
                .callback(counter -> counter.call(cpuSeconds())).register(registry);
        memory(registry, "jvm_memory_used_bytes", "Memory in use", MemoryUsage::getUsed);
        memory(registry, "jvm_memory_committed_bytes", "Memory set aside", MemoryUsage::getCommitted);
        memory(registry, "jvm_memory_max_bytes", "The most memory there may be, -1 where there is no limit",
                MemoryUsage::getMax);
        gauge(registry, "jvm_threads_current", "Platform threads",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
        SummaryWithCallback.builder().name("jvm_gc_collection_seconds").help("Time in garbage collections")
                .labelNames("gc").callback(summary -> {
                    for (var gc : ManagementFactory.getGarbageCollectorMXBeans()) {
                        summary.call(gc.getCollectionCount(), gc.getCollectionTime() / 1e3, Quantiles.EMPTY,
                                gc.getName());
                    }
                }).register(registry);
    }

    /** Memory that the process holds, zero where the system does not tell. */
    public static long residentBytes() {
        try {
            var pages = Files.readString(STATM).split(" ")[1];
            return Long.parseLong(pages) * PAGE_BYTES;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder().name(name).help(help).callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    private static void memory(PrometheusRegistry registry, String name, String help,
            ToDoubleFunction<MemoryUsage> value) {
        GaugeWithCallback.builder().name(name).help(help).labelNames("area").callback(gauge -> {
            var memory = ManagementFactory.getMemoryMXBean();
            gauge.call(value.applyAsDouble(memory.getHeapMemoryUsage()), "heap");
            gauge.call(value.applyAsDouble(memory.getNonHeapMemoryUsage()), "nonheap");
        }).register(registry);
    }
}
