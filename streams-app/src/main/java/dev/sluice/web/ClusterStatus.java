package dev.sluice.web;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers now and then how many instances of the application run and how far behind they are. */
final class ClusterStatus implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterStatus.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final long WITHIN_MS = 5_000;

    private final Map<String, Object> settings;
    private final String group;
    private final Thread thread;
    private volatile Seen seen = new Seen(OptionalLong.empty(), OptionalLong.empty());
    private volatile boolean stopping;

    /**
     * What was seen last.
     *
     * @param instances processes of the application; empty while that is not known
     * @param lag records that are written to its inputs and not read yet
     */
    record Seen(OptionalLong instances, OptionalLong lag) {}

    /**
     * @param settings of an admin client
     * @param group the application's consumer group
     */
    ClusterStatus(Map<String, Object> settings, String group) {
        this.settings = new HashMap<>(settings);
        this.settings.put("client.id", "sluice-web-admin");
        this.settings.put("enable.metrics.push", false);
        this.group = group;
        this.thread = new Thread(this::run, "web-cluster-status");
        thread.setDaemon(true);
    }

    ClusterStatus start() {
        thread.start();
        return this;
    }

    Seen seen() {
        return seen;
    }

    private void run() {
        while (!stopping) {
            try (Admin admin = Admin.create(settings)) {
                while (!stopping) {
                    seen = look(admin);
                    TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                seen = new Seen(OptionalLong.empty(), OptionalLong.empty());
                LOG.debug("The HTTP API cannot ask the brokers", e);
                if (!paused()) {
                    return;
                }
            }
        }
    }

    private static boolean paused() {
        try {
            TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Seen look(Admin admin) throws InterruptedException {
        try {
            Collection<ConsumerGroupDescription> found = admin.describeConsumerGroups(Set.of(group))
                    .all()
                    .get(WITHIN_MS, TimeUnit.MILLISECONDS)
                    .values();
            long instances = found.stream()
                    .flatMap(description -> description.members().stream())
                    .map(member -> process(member.clientId()))
                    .distinct()
                    .count();
            return new Seen(OptionalLong.of(instances), OptionalLong.of(lag(admin)));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The brokers do not tell of group {}", group, e);
            return new Seen(OptionalLong.empty(), OptionalLong.empty());
        }
    }

    /** The part of a client's name that is the same for all threads of a process. */
    private static String process(String client) {
        int thread = client.indexOf("-StreamThread-");
        return thread < 0 ? client : client.substring(0, thread);
    }

    private long lag(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(WITHIN_MS, TimeUnit.MILLISECONDS);
        Map<TopicPartition, OffsetSpec> asked =
                committed.keySet().stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(asked).all().get(WITHIN_MS, TimeUnit.MILLISECONDS);
        return committed.entrySet().stream()
                .mapToLong(entry -> Optional.ofNullable(ends.get(entry.getKey()))
                        .map(end -> behind(end.offset(), entry.getValue()))
                        .orElse(0L))
                .sum();
    }

    private static long behind(long end, @Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : Math.max(0, end - committed.offset());
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
    }
}
