package dev.sluice.executor;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lane for each partition of commands that this executor has now, rebuilt from acknowledgements when it gets it. */
final class AssignedPartitions implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private final Map<TopicPartition, CommandPartition> lanes = new HashMap<>();
    private final GuardedActuator conduct;
    private final ExecutorClients ports;
    private final Duration lookBack;
    private final AckProducer replies;
    private final WeightPublisher traffic;

    AssignedPartitions(
            GuardedActuator conduct,
            ExecutorClients ports,
            Duration lookBack,
            AckProducer replies,
            WeightPublisher traffic) {
        this.conduct = conduct;
        this.ports = ports;
        this.lookBack = lookBack;
        this.replies = replies;
        this.traffic = traffic;
    }

    CommandPartition of(TopicPartition partition) {
        CommandPartition lane = lanes.get(partition);
        if (lane == null) {
            throw new IllegalStateException("records of " + partition + ", which was not assigned");
        }
        return lane;
    }

    List<CommandPartition> all() {
        return List.copyOf(lanes.values());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<Integer, CommandPartition> opened = new HashMap<>();
        partitions.forEach(p -> opened.put(p.partition(), new CommandPartition(conduct)));
        if (opened.isEmpty()) {
            return;
        }
        ports.history().acks(opened.keySet(), since(), (partition, ack) -> {
            CommandPartition lane = opened.get(partition);
            if (lane != null) {
                lane.recall(ack);
                traffic.recall(partition, ack);
            }
        });
        if (traffic.wanted()) {
            ports.history().commands(opened.keySet(), traffic::recall);
        }
        partitions.forEach(p -> lanes.put(p, opened.getOrDefault(p.partition(), new CommandPartition(conduct))));
        LOG.info("Carrying out the commands of partitions {}", opened.keySet());
    }

    /**
     * Older commands have expired; without a clock, for a platform that forgets or to know what became useful long ago,
     * everything is read.
     */
    private Optional<Instant> since() {
        if (conduct.time().recorded() || conduct.actuator().livesHere() || traffic.wanted()) {
            return Optional.empty();
        }
        return Optional.of(conduct.time().now(Instant.EPOCH).minus(lookBack));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        replies.flush();
        commit(partitions);
        remove(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        remove(partitions);
    }

    private void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(lanes::remove);
        traffic.forget(partitions.stream().map(TopicPartition::partition).toList());
    }

    /** Commits up to where everything was answered; the answers are stored by then. */
    void commit() {
        commit(List.copyOf(lanes.keySet()));
    }

    private void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            CommandPartition lane = lanes.get(partition);
            if (lane != null) {
                lane.offsets().toCommit().ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
            }
        }
        if (offsets.isEmpty()) {
            return;
        }
        try {
            ports.commands().commitSync(offsets);
            offsets.forEach((partition, offset) -> of(partition).offsets().committed(offset.offset()));
        } catch (CommitFailedException | RetriableException e) {
            // delivered again at worst, and then refused by its generation
            LOG.warn("Offsets were not committed and will be with the next: {}", e.getMessage());
        }
    }
}
