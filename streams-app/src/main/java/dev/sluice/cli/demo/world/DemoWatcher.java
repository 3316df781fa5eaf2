package dev.sluice.cli.demo.world;

import dev.sluice.cli.demo.service.DemoService;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;

/** Reads decisions, commands and costs as anybody else would, and keeps the newest for the screen. */
public final class DemoWatcher implements Runnable {
    private static final int KEPT = 6;

    private final Consumer<String, SpecificRecord> consumer;
    private final Latencies latencies;
    private final DemoWorld world;
    private final Map<String, ScalingDecision> newest = new HashMap<>();
    private final Deque<ScalingDecision> changes = new ArrayDeque<>();
    private final Metered metered = new Metered();
    private long decisions;

    public DemoWatcher(Consumer<String, SpecificRecord> consumer, Latencies latencies, DemoWorld world) {
        this.consumer = consumer;
        this.latencies = latencies;
        this.world = world;
    }

    @Override
    public void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(Duration.ofMillis(100))) {
                    see(record.value());
                }
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    public void stop() {
        consumer.wakeup();
    }

    private synchronized void see(SpecificRecord value) {
        if (value instanceof ScalingCommand command && command.getIssuedAt().isAfter(DemoService.BEGIN)) {
            latencies.commanded(command.getService(), command.getIssuedAt());
            world.commanded(command.getService(), command.getPrevious(), command.getReplicas());
        } else if (value instanceof ScalingDecision decision) {
            decisions++;
            newest.put(decision.getService(), decision);
            if (!decision.getCommanded().isEmpty()) {
                changes.addLast(decision);
                if (changes.size() > KEPT) {
                    changes.removeFirst();
                }
            }
        } else if (value instanceof ResourceCost cost) {
            metered.add(cost);
        }
    }

    /** Whether every service has a decision from {@code then} or later. */
    public synchronized boolean seenUntil(Instant then, List<ServiceBook> books) {
        return books.stream()
                .map(book -> newest(book.service().name()))
                .allMatch(decision ->
                        decision.filter(d -> !d.getAt().isBefore(then)).isPresent());
    }

    /** The newest decision of a service. */
    public synchronized Optional<ScalingDecision> newest(String service) {
        return Optional.ofNullable(newest.get(service));
    }

    /** Money that Sluice has metered so far. */
    public synchronized double metered() {
        return metered.total();
    }

    /** The last decisions that led to commands, oldest first. */
    public synchronized List<ScalingDecision> changes() {
        return List.copyOf(changes);
    }

    /** Decisions seen. */
    public synchronized long decisions() {
        return decisions;
    }
}
