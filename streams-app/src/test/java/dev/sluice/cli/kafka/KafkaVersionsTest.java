package dev.sluice.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the versions of Kafka at both ends can promise. */
final class KafkaVersionsTest {
    @Test
    void the_clients_that_are_shipped_are_good() {
        assertThat(KafkaVersions.clientVersion()).matches("4\\.\\d+\\.\\d+.*");
        assertThat(KafkaVersions.clientObstacle()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.9.1", "4.0.0", "4.1.0", "4.1.1", "4.1.1-cp1", "0.11.0.3", "", "unknown"})
    void clients_before_the_fixes_are_refused(String version) {
        assertThat(KafkaVersions.clientObstacle(version))
                .isPresent()
                .get()
                .asString()
                .contains("4.1.2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.1.2", "4.2.0", "4.4.0", "4.10.0-SNAPSHOT", "5.0", "8.0.1-ce"})
    void later_clients_are_good(String version) {
        assertThat(KafkaVersions.clientObstacle(version)).isEmpty();
    }

    @Test
    void exactly_once_on_brokers_without_whole_transactions_is_warned_of_in_one_line() {
        assertThat(KafkaVersions.transactionWarning(Map.of(), "exactly_once_v2"))
                .isPresent()
                .get()
                .asString()
                .contains("transaction.version is 0")
                .doesNotContain("\n");
        assertThat(KafkaVersions.transactionWarning(level(1), "exactly_once_v2"))
                .isPresent();
        assertThat(KafkaVersions.transactionWarning(level(2), "exactly_once_v2"))
                .isEmpty();
        assertThat(KafkaVersions.transactionWarning(level(1), "at_least_once")).isEmpty();
    }

    private static Map<String, Integer> level(int level) {
        return Map.of("transaction.version", level);
    }
}
