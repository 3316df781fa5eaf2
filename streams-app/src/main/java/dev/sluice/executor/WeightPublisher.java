package dev.sluice.executor;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of weights up to date for the services whose commands this executor carries out: whenever a platform took
 * an order or its replicas became useful. Files that cannot be written are logged and left to the next change.
 */
final class WeightPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(WeightPublisher.class);

    private final Optional<WeightFiles> files;
    private final PerPool<Address> addresses;
    private final GuardedActuator conduct;
    private final Map<String, Local> services = new HashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();

    /** What is known of a service, and the partition that its commands come from. */
    private record Local(int partition, ReadyCapacity capacity) {}

    WeightPublisher(WeightSettings settings, GuardedActuator conduct) {
        this.files = settings.directory().map(directory -> new WeightFiles(directory, settings.formats()));
        this.addresses = settings.addresses();
        this.conduct = conduct;
    }

    /** Whether files are written at all. */
    boolean wanted() {
        return files.isPresent();
    }

    /** Learns of a command, whatever comes of it. */
    void commanded(int partition, ScalingCommand command) {
        if (wanted()) {
            of(partition, command.getService()).capacity().commanded(command);
        }
    }

    /** Learns from an acknowledgement that was written just now. */
    void acknowledged(ScalingAck ack) {
        Local known = services.get(ack.getService());
        if (known != null && known.capacity().acknowledged(ack)) {
            changed.add(ack.getService());
        }
    }

    /** Learns from an acknowledgement of the time before. */
    void recall(int partition, ScalingAck ack) {
        if (wanted()) {
            of(partition, ack.getService());
            acknowledged(ack);
        }
    }

    /** Learns of a command of the time before, whose file may be missing. */
    void recall(int partition, ScalingCommand command) {
        commanded(partition, command);
        changed.add(command.getService());
    }

    /** Leaves the services of partitions to the executor that has them now. */
    void forget(Collection<Integer> partitions) {
        services.values().removeIf(known -> partitions.contains(known.partition()));
    }

    /** Writes what changed. */
    void write() {
        files.ifPresent(all -> changed.forEach(service -> {
            Local known = services.get(service);
            if (known != null && known.capacity().ordered()) {
                write(all, service, known.capacity());
            }
        }));
        changed.clear();
    }

    private void write(WeightFiles all, String service, ReadyCapacity capacity) {
        Instant now = conduct.time().now(capacity.newest());
        try {
            Weights weights =
                    capacity.weights(addresses, target -> conduct.actuator().instances(target, now));
            all.write(weights);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Weights of {} are not written, until they change again: {}", service, e.toString());
        }
    }

    private Local of(int partition, String service) {
        return services.computeIfAbsent(
                service,
                name -> new Local(
                        partition, new ReadyCapacity(name, conduct.actuator().tellsReadiness())));
    }
}
