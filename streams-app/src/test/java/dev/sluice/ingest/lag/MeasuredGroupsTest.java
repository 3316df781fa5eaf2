package dev.sluice.ingest.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.manifest.MetricMapping.Lag;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.demand.Signal;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.schemas.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which groups are measured follows the policies, whatever is between them. */
final class MeasuredGroupsTest {
    private static final String TOPIC = "scaling-policies";

    private Supplier<ScalingPolicy> value = () -> policy("workers");
    private final MeasuredGroups groups = new MeasuredGroups(
            List.of(new Lag("worker", "of-the-file", List.of())),
            TOPIC,
            () -> {
                throw new IllegalStateException("nothing is read from a broker here");
            },
            (topic, bytes) -> value.get());

    @Test
    void a_policy_takes_the_place_of_the_mapping_file_until_it_ends() {
        groups.take(record(new byte[] {1}));
        assertThat(groups.now()).extracting(Lag::group).containsExactly("workers");
        value = () -> policy("others");
        groups.take(record(new byte[] {1}));
        assertThat(groups.now()).extracting(Lag::group).containsExactly("others");
        groups.take(record(null));
        assertThat(groups.now()).extracting(Lag::group).containsExactly("of-the-file");
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new SerializationException("no Avro"),
                new IllegalStateException("a decoder that breaks"),
                new ArithmeticException("a number too large"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_policy_that_cannot_be_read_leaves_the_one_before(Throwable fault) {
        groups.take(record(new byte[] {1}));
        value = () -> thrown(fault);
        groups.take(record(new byte[] {1}));
        assertThat(groups.now()).extracting(Lag::group).containsExactly("workers");
    }

    @Test
    void while_the_registry_is_away_no_policy_is_passed_over() {
        value = () -> {
            throw new IllegalStateException(new RegistryUnavailableException("no answer", null));
        };
        assertThatThrownBy(() -> groups.take(record(new byte[] {1})))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("worker");
    }

    private static ScalingPolicy thrown(Throwable fault) {
        if (fault instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) fault;
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
        return new ConsumerRecord<>(TOPIC, 0, 0, "worker".getBytes(StandardCharsets.UTF_8), value);
    }

    private static ScalingPolicy policy(String group) {
        ConsumerGroup measured = new ConsumerGroup(group, List.of("orders"), false, ConsumerGroup.REBALANCE);
        return PolicyCodec.toRecord(dev.sluice.policy.ScalingPolicy.of("worker", 10)
                .withDemand(new Demand(Signal.LAG, OptionalDouble.empty(), Optional.empty(), Optional.of(measured))));
    }
}
