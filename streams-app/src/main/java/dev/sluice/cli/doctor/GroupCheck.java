package dev.sluice.cli.doctor;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.config.Settings;
import dev.sluice.executor.ExecutorSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Who runs: the consumer groups of the application and of executors, and how far they are behind. */
final class GroupCheck {
    private static final long MUCH = 10_000;

    private final Settings settings;
    private final Connection connection;

    GroupCheck(Settings settings, Connection connection) {
        this.settings = settings;
        this.connection = connection;
    }

    List<Finding> look() {
        Collection<String> all = connection.get(connection.admin().listGroups().valid()).stream()
                .map(GroupListing::groupId)
                .toList();
        List<Finding> findings = new ArrayList<>();
        findings.add(
                all.contains(settings.applicationId())
                        ? group("application", settings.applicationId(), "start: sluice run --config FILE")
                        : Finding.warning(
                                "application",
                                "no group " + settings.applicationId() + ": sluice run has never run here",
                                "start: sluice run --config FILE"));
        String prefix = settings.topics().prefix() + ExecutorSettings.DEFAULT_GROUP;
        List<String> executors =
                all.stream().filter(name -> name.startsWith(prefix)).sorted().toList();
        if (executors.isEmpty()) {
            findings.add(Finding.warning(
                    "executors",
                    "no group begins with " + prefix + ": no executor of the default group has run here",
                    "start: sluice execute --config FILE; commands wait until they expire"));
        }
        executors.forEach(name -> findings.add(group("executor", name, "start: sluice execute --config FILE")));
        return findings;
    }

    private Finding group(String what, String name, String start) {
        ConsumerGroupDescription group = connection
                .get(connection.admin().describeConsumerGroups(List.of(name)).all())
                .values()
                .iterator()
                .next();
        long lag = lag(name);
        String detail = name + ": " + group.groupState() + ", "
                + group.members().stream()
                        .map(member -> member.host())
                        .distinct()
                        .collect(Collectors.joining(", ", group.members().size() + " members (", ")"))
                + ", " + lag + " records behind";
        if (group.members().isEmpty()) {
            return Finding.warning(what, name + ": nobody runs, " + lag + " records wait", start);
        }
        return lag > MUCH
                ? Finding.warning(
                        what, detail, "wait if it has just started; otherwise see docs/operations.md#how-large")
                : Finding.ok(what, detail);
    }

    /** Records that the group has not read yet. */
    private long lag(String name) {
        Map<TopicPartition, OffsetAndMetadata> read =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        connection
                .get(connection.admin().listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        read.put(partition, offset);
                    }
                });
        Map<TopicPartition, ListOffsetsResultInfo> ends = connection.get(connection
                .admin()
                .listOffsets(read.keySet().stream()
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                .all());
        return read.entrySet().stream()
                .mapToLong(entry -> {
                    ListOffsetsResultInfo end = ends.get(entry.getKey());
                    return end == null
                            ? 0
                            : Math.max(0, end.offset() - entry.getValue().offset());
                })
                .sum();
    }
}
