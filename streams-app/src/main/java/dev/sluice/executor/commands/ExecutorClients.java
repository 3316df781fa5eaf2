package dev.sluice.executor.commands;

import dev.sluice.client.CommandReader;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Order;
import dev.sluice.executor.history.History;
import dev.sluice.executor.history.KafkaHistory;
import dev.sluice.schemas.ValueSerdes;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serde;

/** The executor's connections. */
record ExecutorClients(
        Consumer<byte[], byte[]> commands,
        Producer<byte[], byte[]> acks,
        Serde<ScalingCommand> commandSerde,
        Serde<ScalingAck> ackSerde,
        History history) {

    /** What opens them, told how to ask whether the executor is to stop. */
    @FunctionalInterface
    interface Opening {
        ExecutorClients open(BooleanSupplier stopped);
    }

    static ExecutorClients connect(ExecutorSettings settings, BooleanSupplier stopped) {
        Serde<ScalingAck> acks = ValueSerdes.of(ScalingAck.class, settings.all());
        Serde<ScalingCommand> commands = ValueSerdes.of(ScalingCommand.class, settings.all());
        History history = new KafkaHistory(
                new KafkaConsumer<>(settings.historyConsumer()),
                acks.deserializer(),
                new CommandReader(commands.deserializer(), Order::check),
                settings.topics(),
                stopped);
        return new ExecutorClients(
                new KafkaConsumer<>(settings.commandConsumer()),
                new KafkaProducer<>(settings.producer()),
                commands,
                acks,
                history);
    }
}
