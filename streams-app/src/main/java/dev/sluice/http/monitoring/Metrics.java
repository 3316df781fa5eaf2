package dev.sluice.http.monitoring;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.routing.Routes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What the process counts, and {@code /metrics} that shows it in Prometheus' text format. */
public final class Metrics implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** With every meter. */
    public Metrics() {
        this(new MeterFilter[0]);
    }

    /**
     * With what every Java process has: memory, garbage collection, threads, processor, time since its start.
     *
     * @param filters which meters are left out
     */
    public Metrics(MeterFilter... filters) {
        // names that break Prometheus' rules: nanoseconds are no base unit, and _count belongs to histograms
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        Arrays.stream(filters).forEach(registry.config()::meterFilter);
        List.of(new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics(), new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
        collections.bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            add(Samples.of("process_cpu_seconds_total", "Processor time used", () -> system.getProcessCpuTime() / 1e9));
        }
    }

    /** Where further meters are registered. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Adds a metric whose samples are asked for at each scrape. */
    public Metrics add(Samples samples) {
        registry.getPrometheusRegistry().register(samples.collector());
        return this;
    }

    /** All meters in Prometheus' text format. */
    public String text() {
        return registry.scrape();
    }

    public void addTo(Routes routes) {
        routes.get("/metrics", request -> HttpResponse.text(TEXT, text()));
    }

    /** Counts a request that was answered; {@code route} is the route's path, so that the number of names is bounded. */
    public void answered(String method, String route, int status, long nanos) {
        Timer.builder("http.server.requests")
                .description("Requests that were answered")
                .tag("method", method)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
