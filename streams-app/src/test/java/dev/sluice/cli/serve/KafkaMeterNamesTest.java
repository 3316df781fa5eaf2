package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.monitoring.Metrics;
import io.micrometer.core.instrument.Gauge;
import org.junit.jupiter.api.Test;

/** Kafka's metrics under names that Prometheus takes. */
final class KafkaMeterNamesTest {
    @Test
    void names_that_break_the_rules_are_left_out() {
        try (Metrics metrics = new Metrics(new KafkaMeterNames())) {
            for (String name : new String[] {
                "kafka.consumer.connection.count",
                "kafka.consumer.io.wait.time.ns.avg",
                "kafka.consumer.node.request.latency.avg",
                "kafka.stream.state",
                "sluice.ms.held"
            }) {
                Gauge.builder(name, () -> 1).register(metrics.registry());
            }
            assertThat(metrics.text())
                    .contains("kafka_stream_state 1", "sluice_ms_held 1")
                    .doesNotContain("connection_count", "_ns_", "_node_");
        }
    }
}
