package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.events.UsageEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsageReporterTest {
    private static final Instant NOON = Samples.NOON;

    private final MockProducer<String, UsageEvent> producer = new MockProducer<>(
            true,
            null,
            new StringSerializer(),
            AvroSerde.of(UsageEvent.class, Samples.mock("usage-reporter-test")).serializer());
    private Instant now = NOON;

    @TempDir
    private Path group;

    @BeforeEach
    void start() throws IOException {
        uses(10, 100);
    }

    @AfterEach
    void forget() {
        InMemoryRegistry.forget("usage-reporter-test");
    }

    private UsageReporter reporter() {
        return new UsageReporter(
                DemandReporter.Reporting.of("checkout", "checkout-1"),
                producer,
                new ProcessUsage(group, group.resolve("status")),
                () -> now,
                () -> Duration.between(NOON, now).toNanos());
    }

    private void uses(double cpuSeconds, long memory) throws IOException {
        Files.writeString(group.resolve("cpu.stat"), "usage_usec " + Math.round(cpuSeconds * 1e6));
        Files.writeString(group.resolve("memory.current"), String.valueOf(memory));
    }

    @Test
    void the_mean_of_the_cpu_and_the_most_memory_of_an_interval() throws IOException {
        UsageReporter reporter = reporter();
        uses(10, 900);
        reporter.sample();
        uses(17.5, 300);
        now = NOON.plusSeconds(5);
        reporter.report();

        UsageEvent event = producer.history().get(0).value();
        assertThat(event.getFrom()).isEqualTo(NOON);
        assertThat(event.getTo()).isEqualTo(NOON.plusSeconds(5));
        assertThat(event.getCpuUsed()).isCloseTo(1.5, within(1e-9));
        assertThat(event.getMemoryUsed()).isEqualTo(900);
        assertThat(event.getCpuLimit()).isNull();
        assertThat(event.getGpuUsed()).isNull();

        now = NOON.plusSeconds(10);
        reporter.report();
        assertThat(producer.history().get(1).value().getMemoryUsed())
                .as("the peak before is over")
                .isEqualTo(300);
        assertThat(producer.history().get(1).value().getCpuUsed()).isZero();
        reporter.close();
    }

    @Test
    void what_the_system_no_longer_tells_is_unknown_and_not_zero() throws IOException {
        UsageReporter reporter = reporter();
        Files.delete(group.resolve("cpu.stat"));
        Files.delete(group.resolve("memory.current"));
        now = NOON.plusSeconds(5);
        reporter.report();
        assertThat(producer.history().get(0).value().getCpuUsed()).isNull();
        assertThat(producer.history().get(0).value().getMemoryUsed()).isNull();
        reporter.close();
    }
}
