package dev.sluice.schemas;

import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.DemandReporter.Reporting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Tells Sluice what CPU and memory this process uses, or its container if it is in one: one {@link UsageEvent} an interval, with
 * the mean of the CPU and the most memory of what is sampled each second. Nothing needs to be called:
 *
 * <pre>{@code
 * UsageReporter usage = UsageReporter.start(Reporting.of("checkout", hostName), settings);
 * }</pre>
 */
public final class UsageReporter implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration SAMPLES = Duration.ofSeconds(1);

    private final Reporting reporting;
    private final ReportSender<UsageEvent> sender;
    private final ProcessUsage usage;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ScheduledExecutorService timer = ReportTimer.create("sluice-usage-reporter");
    private OptionalDouble cpuBefore;
    private OptionalLong mostMemory = OptionalLong.empty();
    private long fromNanos;

    /** Starts to report; the settings are Kafka's and the registry's. */
    public static UsageReporter start(Reporting reporting, Map<String, ?> settings) {
        UsageReporter reporter = new UsageReporter(
                reporting,
                ReportSender.producer(UsageEvent.class, settings),
                new ProcessUsage(),
                InstantSource.system(),
                System::nanoTime);
        reporter.every(SAMPLES, reporter::sample);
        reporter.every(reporting.interval(), reporter::report);
        return reporter;
    }

    UsageReporter(
            Reporting reporting,
            Producer<String, UsageEvent> producer,
            ProcessUsage usage,
            InstantSource clock,
            LongSupplier nanos) {
        this.reporting = reporting;
        this.sender = new ReportSender<>(producer, reporting.topics().name(Topic.USAGE_EVENTS), reporting.service());
        this.usage = usage;
        this.clock = clock;
        this.nanos = nanos;
        this.cpuBefore = usage.cpuSeconds();
        this.fromNanos = nanos.getAsLong();
    }

    private void every(Duration interval, Runnable work) {
        var unused = timer.scheduleAtFixedRate(
                () -> sender.whateverHappens(work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Notes how much memory is in use now. */
    synchronized void sample() {
        OptionalLong memory = usage.memory();
        if (memory.isPresent()) {
            mostMemory = OptionalLong.of(Math.max(mostMemory.orElse(0), memory.getAsLong()));
        }
    }

    /** Sends what was used since the last report. */
    synchronized void report() {
        long now = nanos.getAsLong();
        long passedMs = (now - fromNanos) / 1_000_000;
        if (passedMs <= 0) {
            return;
        }
        sample();
        Instant to = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        sender.send(to.toEpochMilli(), event(to, passedMs));
        mostMemory = OptionalLong.empty();
        fromNanos = now;
    }

    @SuppressWarnings("NullAway") // the generated classes use null for what was not measured
    private UsageEvent event(Instant to, long passedMs) {
        OptionalDouble cpu = usage.cpuSeconds();
        Double used = cpu.isPresent() && cpuBefore.isPresent()
                ? Math.max(0, (cpu.getAsDouble() - cpuBefore.getAsDouble()) * 1000 / passedMs)
                : null;
        cpuBefore = cpu;
        return UsageEvent.newBuilder()
                .setService(reporting.service())
                .setInstance(reporting.instance())
                .setPool(reporting.pool())
                .setFrom(to.minusMillis(passedMs))
                .setTo(to)
                .setCpuUsed(used)
                .setCpuLimit(boxed(usage.cpuLimit()))
                .setMemoryUsed(boxed(mostMemory))
                .setMemoryLimit(boxed(usage.memoryLimit()))
                .build();
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    /** Reports that could not be sent. */
    public long lost() {
        return sender.lost();
    }

    /** Sends the last report and lets go of the broker, within five seconds each. */
    @Override
    public void close() {
        ReportTimer.end(timer, GRACE);
        sender.whateverHappens(this::report);
        sender.close(GRACE);
    }
}
