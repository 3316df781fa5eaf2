package dev.sluice.cli.kafka;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Waiting;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Instances of the application that run already and read other topics than this version does. Kafka Streams cannot share
 * tasks among them: their group would be assigned anew again and again, and nobody would decide. So a new instance waits
 * until they have ended, and they go on deciding meanwhile.
 */
public final class OtherVersions {
    private static final long ASK_WITHIN_SECONDS = 10;
    private static final long LOOK_AGAIN_SECONDS = 1;

    private final Admin admin;
    private final String group;
    private final Set<String> inputs;

    /** @param inputs names of the topics that this version reads together */
    public OtherVersions(Admin admin, String group, Collection<String> inputs) {
        this.admin = admin;
        this.group = group;
        this.inputs = Set.copyOf(inputs);
    }

    /** Waits until no such instance runs; where brokers do not tell, not at all. */
    public void awaitEnd() {
        try {
            Set<String> notRead = notRead();
            if (!notRead.isEmpty()) {
                awaitEnd(words(notRead));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    private void awaitEnd(String words) throws InterruptedException {
        try (Waiting waiting = Waiting.until(() -> words)) {
            while (!notRead().isEmpty()) {
                TimeUnit.SECONDS.sleep(LOOK_AGAIN_SECONDS);
            }
        }
    }

    private String words(Set<String> notRead) {
        return "waiting for the end of instances of " + group + " that do not read " + String.join(", ", notRead)
                + ": they are of another version and cannot share tasks with this one; they decide until you stop them";
    }

    /** The inputs that a running instance does not read; none where brokers do not tell. */
    Set<String> notRead() throws InterruptedException {
        try {
            ConsumerGroupDescription described = admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get(ASK_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .get(group);
            return described == null
                    ? Set.of()
                    : described.members().stream()
                            .flatMap(member -> notRead(member.assignment().topicPartitions()).stream())
                            .collect(Collectors.toCollection(TreeSet::new));
        } catch (ExecutionException | TimeoutException untold) {
            return Set.of();
        }
    }

    /** A member that has a partition of one input has the same partition of all inputs of its version. */
    private Set<String> notRead(Set<TopicPartition> assigned) {
        Set<Integer> tasks = assigned.stream()
                .filter(partition -> inputs.contains(partition.topic()))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
        return inputs.stream()
                .filter(input -> tasks.stream().anyMatch(task -> !assigned.contains(new TopicPartition(input, task))))
                .collect(Collectors.toSet());
    }
}
