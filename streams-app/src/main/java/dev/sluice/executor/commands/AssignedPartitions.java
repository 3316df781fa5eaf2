package dev.sluice.executor.commands;

import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Target;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.executor.commands.ack.AckProducer;
import dev.sluice.executor.weights.WeightPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command partitions assigned to this executor. The state of each is rebuilt from acknowledgements when it is
 * assigned.
 */
final class AssignedPartitions implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private static final Duration FINISH_WITHIN = Duration.ofSeconds(1);
    private static final Duration STORE_WITHIN = Duration.ofSeconds(2);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(5);

    private final Map<TopicPartition, CommandPartition> assigned = new HashMap<>();
    private final GuardedActuator platform;
    private final PlatformCalls calls;
    private final ExecutorClients clients;
    private final Duration lookBack;
    private final AckProducer ackProducer;
    private final WeightPublisher weights;
    private final java.util.function.Consumer<List<ScalingAck>> send;

    AssignedPartitions(
            GuardedActuator platform,
            PlatformCalls calls,
            ExecutorClients clients,
            Duration lookBack,
            AckProducer ackProducer,
            WeightPublisher weights,
            java.util.function.Consumer<List<ScalingAck>> send) {
        this.platform = platform;
        this.calls = calls;
        this.clients = clients;
        this.lookBack = lookBack;
        this.ackProducer = ackProducer;
        this.weights = weights;
        this.send = send;
    }

    CommandPartition of(TopicPartition partition) {
        CommandPartition commands = assigned.get(partition);
        if (commands == null) {
            throw new IllegalStateException("records of " + partition + ", which was not assigned");
        }
        return commands;
    }

    List<CommandPartition> all() {
        return List.copyOf(assigned.values());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<Integer, CommandPartition> opened = new HashMap<>();
        partitions.forEach(p -> opened.put(p.partition(), new CommandPartition(platform, calls)));
        if (opened.isEmpty()) {
            return;
        }
        clients.history().acks(opened.keySet(), since(), (partition, ack) -> {
            CommandPartition commands = opened.get(partition);
            if (commands != null && platform.scope().covers(ack)) {
                commands.recall().ack(ack);
                weights.recall(partition, ack);
            }
        });
        recallCommands(opened);
        recallOtherPools(opened);
        partitions.forEach(
                p -> assigned.put(p, opened.getOrDefault(p.partition(), new CommandPartition(platform, calls))));
        LOG.info("Carrying out the commands of partitions {}", opened.keySet());
    }

    private void recallCommands(Map<Integer, CommandPartition> opened) {
        Instant acksSince = lookedBack();
        clients.history().commands(opened.keySet(), (partition, command) -> {
            CommandPartition commands = opened.get(partition);
            if (commands != null && platform.scope().covers(Target.of(command))) {
                commands.recall().command(command, acksSince);
                weights.recall(partition, command);
            }
        });
    }

    /** The newest command of a service tells the order of its own pool; those of the others may be older than the look back. */
    private void recallOtherPools(Map<Integer, CommandPartition> opened) {
        if (since().isEmpty()) {
            return;
        }
        clients.history()
                .olderAcks(
                        opened.keySet(),
                        lookBack,
                        () -> opened.values().stream()
                                .flatMap(commands -> commands.recall().seek().stream())
                                .collect(Collectors.toSet()),
                        (partition, ack) -> Optional.ofNullable(opened.get(partition))
                                .ifPresent(commands -> commands.recall().older(ack)));
    }

    private Instant lookedBack() {
        return platform.time().now(Instant.EPOCH).minus(lookBack);
    }

    /**
     * Older commands have expired; without a clock, for a platform that forgets or to know what became ready long ago,
     * everything is read.
     */
    private Optional<Instant> since() {
        if (platform.time().recorded() || platform.livesHere() || weights.wanted()) {
            return Optional.empty();
        }
        return Optional.of(lookedBack());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            finish(FINISH_WITHIN);
            if (ackProducer.stored(STORE_WITHIN)) {
                commit(partitions);
            }
        } catch (RuntimeException e) {
            // the next owner carries out again what was not committed; to leave must not fail
            LOG.warn("What was done last may be done again: {}", e.toString());
        }
        remove(partitions);
    }

    /** Gives the orders at the platform this long to end, and answers those that do. */
    void finish(Duration within) {
        long until = System.nanoTime() + within.toNanos();
        boolean idle;
        do {
            calls.advance();
            assigned.values().forEach(commands -> send.accept(commands.finished()));
            idle = assigned.values().stream().allMatch(CommandPartition::isIdle);
        } while (!idle && System.nanoTime() - until < 0 && paused());
    }

    private static boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        remove(partitions);
    }

    private void remove(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            CommandPartition commands = assigned.remove(partition);
            if (commands != null) {
                commands.giveUp();
            }
        }
        weights.forget(partitions.stream().map(TopicPartition::partition).toList());
    }

    /** Commits up to where everything was answered; the answers are stored by then. */
    void commit() {
        commit(List.copyOf(assigned.keySet()));
    }

    private void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            CommandPartition commands = assigned.get(partition);
            if (commands != null) {
                commands.offsets()
                        .toCommit()
                        .ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        try {
            clients.commands().commitSync(offsets, COMMIT_WITHIN);
            offsets.forEach((partition, offset) -> of(partition).offsets().committed(offset.offset()));
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            // delivered again at worst, and then refused by its generation
            LOG.warn("Offsets were not committed and will be with the next: {}", e.getMessage());
        }
    }
}
