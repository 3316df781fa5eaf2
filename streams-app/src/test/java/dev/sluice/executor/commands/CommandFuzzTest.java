package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Scope;
import dev.sluice.executor.TimeSource;
import dev.sluice.executor.actuators.SimulatedFleet;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.history.History;
import dev.sluice.schemas.Backoff;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever comes on the topic of commands is answered or a dead letter, and the executor goes on. */
final class CommandFuzzTest {
    private static final TopicPartition COMMANDS = new TopicPartition("scaling-commands", 0);
    private static final Map<String, Object> SETTINGS = Map.of(RegistrySettings.URL, "mock://command-fuzz-test");
    private static final int RECORDS = Integer.getInteger("sluice.fuzz.commands", 2_000);
    private static final long[] NUMBERS = {
        0, 1, -1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 52, (1L << 52) + 1
    };

    private final Serde<ScalingCommand> commandSerde = ValueSerdes.of(ScalingCommand.class, SETTINGS);
    private final Serde<ScalingAck> ackSerde = ValueSerdes.of(ScalingAck.class, SETTINGS);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    /** No memory of the time before. */
    private static final class Nothing implements History {
        @Override
        public void acks(Set<Integer> commandPartitions, Optional<Instant> since, Sink<ScalingAck> sink) {}

        @Override
        public void olderAcks(
                Set<Integer> commandPartitions, Duration beyond, Supplier<Set<String>> wanted, Sink<ScalingAck> sink) {}

        @Override
        public void commands(Set<Integer> commandPartitions, Sink<ScalingCommand> sink) {}

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({"1, wall", "2, wall", "3, wall", "1, event", "2, event", "3, event"})
    void the_executor_goes_on_and_nothing_is_lost(long seed, String source) {
        Random random = new Random(seed);
        TimeSource time = source.equals("event") ? TimeSource.event() : TimeSource.wall(() -> NOON);
        CommandExecutor executor = executor(time);
        executor.subscribe();
        consumer.rebalance(List.of(COMMANDS));
        consumer.updateBeginningOffsets(Map.of(COMMANDS, 0L));

        int deletions = 0;
        for (int offset = 0; offset < RECORDS; offset++) {
            String service = "service-" + random.nextInt(20);
            byte[] value = value(service, random);
            deletions += value == null ? 1 : 0;
            arrives(offset, random.nextInt(30) == 0 ? null : service, value);
            if (random.nextInt(20) == 0) {
                executor.step();
            }
        }
        // what came last of all is carried out
        arrives(RECORDS, "last", bytes(command("last", 5, 1, NOON)));
        executor.step();
        executor.step();

        OffsetAndMetadata committed = consumer.committed(Set.of(COMMANDS)).get(COMMANDS);
        assertThat(Objects.requireNonNull(committed).offset()).isEqualTo(RECORDS + 1L);
        assertThat(answers()).isEqualTo(RECORDS + 1 - deletions);
        assertThat(producer.history().stream().filter(r -> r.topic().equals("scaling-acks")))
                .last()
                .satisfies(last -> assertThat(
                                Commands.line(ackSerde.deserializer().deserialize(last.topic(), last.value())))
                        .isEqualTo("last/1 APPLIED 5 ready 0"));
    }

    /** Acknowledgements of commands, and dead letters. */
    private long answers() {
        return producer.history().stream()
                .filter(sent -> !sent.topic().equals("scaling-acks")
                        || !ackSerde.deserializer()
                                .deserialize(sent.topic(), sent.value())
                                .getStatus()
                                .name()
                                .equals("READY"))
                .count();
    }

    private CommandExecutor executor(TimeSource time) {
        ExecutorSettings settings = new ExecutorSettings(
                SETTINGS,
                Topics.plain(),
                "here",
                "sluice-executor",
                time,
                new Backoff(0, Duration.ZERO, Duration.ZERO),
                Duration.ofHours(1),
                4,
                Duration.ofSeconds(30),
                Scope.ALL,
                0);
        GuardedActuator guarded = new GuardedActuator(
                new SimulatedFleet(target -> Duration.ofSeconds(60)), time, settings.backoff(), "here", () -> 0L);
        return new CommandExecutor(
                settings,
                guarded,
                Runnable::run,
                stopped -> new ExecutorClients(consumer, producer, commandSerde, ackSerde, new Nothing()));
    }

    private byte @Nullable [] value(String service, Random random) {
        byte[] bytes = bytes(odd(service, random));
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> garbage(random);
            case 2 -> mutated(bytes, random);
            default -> bytes;
        };
    }

    private static ScalingCommand odd(String service, Random random) {
        ScalingCommand.Builder command =
                ScalingCommand.newBuilder(command(service, random.nextInt(9), random.nextInt(100), NOON));
        switch (random.nextInt(10)) {
            case 0 -> command.setGeneration(number(random));
            case 1 -> command.setReplicas((int) number(random));
            case 2 -> command.setIssuedAt(time(random));
            case 3 -> command.setValidUntil(time(random));
            case 4 -> command.setPool("p".repeat(random.nextInt(20_000)));
            case 5 -> command.setService("");
            case 6 -> command.setAllocation(List.of(Commands.share("gpu", (int) number(random), null, Double.NaN)));
            case 7 -> command.setSize(new ReplicaSize(Double.MAX_VALUE, number(random), -0.0, 0L, 0L));
            default -> command.setPrevious((int) number(random));
        }
        return command.build();
    }

    private static long number(Random random) {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private static Instant time(Random random) {
        return Instant.ofEpochMilli(random.nextBoolean() ? number(random) : random.nextLong());
    }

    private static byte[] garbage(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutated = java.util.Arrays.copyOf(bytes, Math.max(1, bytes.length + random.nextInt(9) - 4));
        for (int i = random.nextInt(4); i >= 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }

    private byte[] bytes(ScalingCommand command) {
        return commandSerde.serializer().serialize("scaling-commands", command);
    }

    @SuppressWarnings("NullAway") // null keys and values are what this is about
    private void arrives(long offset, @Nullable String key, byte @Nullable [] value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        consumer.addRecord(new ConsumerRecord<>(COMMANDS.topic(), COMMANDS.partition(), offset, keyBytes, value));
    }
}
