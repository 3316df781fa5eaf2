package dev.sluice.ingest.lag;

import dev.sluice.config.manifest.MetricMapping.Lag;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer groups to measure: those of the policies in force, read from their topic, and those of the mapping file for
 * services whose policy names none. Each process reads the whole topic, without a group of its own.
 */
public final class MeasuredGroups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeasuredGroups.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    /** Services whose unreadable policy is told; once each, and of no more than these. */
    private static final int MOST_TOLD = 100;

    private final Set<String> unreadable = new HashSet<>();
    private final List<Lag> mapped;
    private final String topic;
    private final Supplier<Consumer<byte[], byte[]>> open;
    private final Deserializer<ScalingPolicy> policies;
    private final Map<String, Lag> ofPolicies = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::follow, "sluice-measured-groups");
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Follows the policies.
     *
     * @param mapped groups of the mapping file
     * @param topic topic of policies
     * @param open opens a consumer
     * @param policies reads the values of that topic
     */
    public MeasuredGroups(
            List<Lag> mapped,
            String topic,
            Supplier<Consumer<byte[], byte[]>> open,
            Deserializer<ScalingPolicy> policies) {
        this.mapped = mapped;
        this.topic = topic;
        this.open = open;
        this.policies = policies;
        thread.setDaemon(true);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** The groups now. */
    public Collection<Lag> now() {
        Map<String, Lag> all = new LinkedHashMap<>();
        mapped.stream()
                .filter(lag -> !ofPolicies.containsKey(lag.service()))
                .forEach(lag -> all.put(lag.service() + "\0" + lag.group(), lag));
        ofPolicies.forEach((service, lag) -> all.put(service, lag));
        return List.copyOf(all.values());
    }

    /** Reads until it is closed; what fails is begun again, and what was known holds until then. */
    private void follow() {
        while (!isClosed()) {
            try (Consumer<byte[], byte[]> consumer = open.get()) {
                follow(consumer);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.warn("Policies cannot be read, and are read again in 5 s: {}", e.toString());
            }
            pause();
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (!isClosed() && !partitions.isEmpty()) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    /**
     * Takes a policy. One that cannot be used leaves the one before in force, as it does where decisions are made. While
     * the registry is away nothing is passed over: that ends reading, which is begun again.
     */
    void take(ConsumerRecord<byte[], byte[]> policy) {
        if (policy.key() == null) {
            return;
        }
        String service = new String(policy.key(), StandardCharsets.UTF_8);
        try {
            Optional<Lag> group = policy.value() == null
                    ? Optional.empty()
                    : group(policies.deserialize(policy.topic(), policy.value()));
            group.ifPresentOrElse(lag -> ofPolicies.put(service, lag), () -> ofPolicies.remove(service));
        } catch (RuntimeException | StackOverflowError e) {
            if (RegistryUnavailableException.isBehind(e)) {
                throw new RegistryUnavailableException("the policy of " + service + " waits for the registry", e);
            }
            if (unreadable.size() < MOST_TOLD && unreadable.add(service)) {
                LOG.warn("The policy of {} cannot be read, and the one before holds: {}", service, e.toString());
            }
        }
    }

    private static Optional<Lag> group(ScalingPolicy record) {
        return PolicyCodec.fromRecord(record)
                .demand()
                .group()
                .map(group -> new Lag(record.getService(), group.name(), group.topics()));
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        try {
            var unused = closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        // not by an interrupt: a consumer that is interrupted logs an error when it leaves its broker
        closed.countDown();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
