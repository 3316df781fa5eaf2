package dev.sluice.executor.weights;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Instance;
import dev.sluice.executor.PerPool;
import dev.sluice.executor.Target;
import dev.sluice.executor.WeightSettings;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCall;
import dev.sluice.executor.calls.PlatformCalls;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps weights up to date, in files and at the platform, for the services whose commands this executor carries out. They change
 * when a platform takes an order or replicas become ready. Now and then all are looked at: an instance may have been replaced by
 * another one. A file that cannot be written is logged and retried then.
 */
public final class WeightPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(WeightPublisher.class);

    private static final long BETWEEN_LOOKS_NANOS = Duration.ofSeconds(30).toNanos();

    private final Optional<WeightFiles> files;
    private final Optional<PlatformWeights> platform;
    private final PerPool<Address> addresses;
    private final GuardedActuator guarded;
    private final Map<String, Local> services = new HashMap<>();
    private final PlatformCalls calls;
    private final Map<String, PlatformCall<Map<Target, List<Instance>>>> instances = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Map<String, String> troubles = new HashMap<>();
    private long lookedNanos;

    /** What is known of a service, and the partition that its commands come from. */
    private record Local(int partition, ReadyCapacity capacity) {}

    /** Key of the calls that ask for a service's instances. */
    private record InstancesOf(String service) {}

    public WeightPublisher(WeightSettings settings, GuardedActuator guarded, PlatformCalls calls) {
        this.calls = calls;
        this.files = settings.directory().map(directory -> new WeightFiles(directory, settings.formats()));
        this.platform = guarded.actuator()
                .weights()
                .map(sink -> new PlatformWeights(sink, settings.formats(), calls, guarded.nanos()));
        this.lookedNanos = guarded.nanos().getAsLong();
        this.addresses = settings.addresses();
        this.guarded = guarded;
    }

    /** Whether weights are kept anywhere. */
    public boolean wanted() {
        return files.isPresent() || platform.isPresent();
    }

    /** Learns of a command, whatever comes of it. */
    public void commanded(int partition, ScalingCommand command) {
        if (wanted()) {
            of(partition, command.getService()).capacity().commanded(command);
        }
    }

    /** Learns from an acknowledgement that was written just now. */
    public void acknowledged(ScalingAck ack) {
        Local known = services.get(ack.getService());
        if (known != null && known.capacity().acknowledged(ack)) {
            changed.add(ack.getService());
        }
    }

    /** Learns from an acknowledgement of the time before. */
    public void recall(int partition, ScalingAck ack) {
        if (wanted()) {
            of(partition, ack.getService());
            acknowledged(ack);
        }
    }

    /** Learns of a command of the time before, whose file may be missing. */
    public void recall(int partition, ScalingCommand command) {
        if (wanted()) {
            commanded(partition, command);
            changed.add(command.getService());
        }
    }

    /** Leaves the services of partitions to the executor that has them now. */
    public void forget(Collection<Integer> partitions) {
        services.entrySet().removeIf(one -> {
            boolean lost = partitions.contains(one.getValue().partition());
            if (lost) {
                platform.ifPresent(kept -> kept.forget(one.getKey()));
            }
            return lost;
        });
    }

    /** Asks for the instances of the services that changed, and writes the weights of those that were asked for before. */
    public void write() {
        if (wanted()) {
            lookNowAndThen();
            changed.removeIf(this::asked);
            instances
                    .entrySet()
                    .removeIf(asked -> asked.getValue()
                            .result()
                            .map(found -> written(asked.getKey(), found))
                            .orElse(false));
            platform.ifPresent(PlatformWeights::advance);
        }
    }

    private void lookNowAndThen() {
        long now = guarded.nanos().getAsLong();
        if (now - lookedNanos >= BETWEEN_LOOKS_NANOS) {
            lookedNanos = now;
            changed.addAll(services.keySet());
        }
    }

    /** Whether nothing is left to ask; a service whose instances are still asked for waits for that. */
    private boolean asked(String service) {
        Local known = services.get(service);
        if (known == null || !known.capacity().ordered()) {
            return true;
        }
        Object key = new InstancesOf(service);
        if (instances.containsKey(service) || calls.isBusy(key)) {
            return false;
        }
        List<Target> targets = known.capacity().targets();
        Instant now = guarded.time().now(known.capacity().newest());
        instances.put(service, calls.start(key, () -> {
            Map<Target, List<Instance>> found = new HashMap<>();
            targets.forEach(
                    target -> found.put(target, List.copyOf(guarded.actuator().instances(target, now))));
            return found;
        }));
        return true;
    }

    private boolean written(String service, PlatformCall.Result<Map<Target, List<Instance>>> found) {
        Local known = services.get(service);
        try {
            if (found.value().isEmpty()) {
                throw new IllegalStateException(found.failure());
            }
            if (known != null) {
                Map<Target, List<Instance>> byTarget = found.value().get();
                write(known.capacity().weights(addresses, target -> byTarget.getOrDefault(target, List.of())));
            }
            troubles.remove(service);
        } catch (IOException | RuntimeException e) {
            if (!e.toString().equals(troubles.put(service, e.toString()))) {
                LOG.warn("Weights of {} are not written, it is tried again: {}", service, e.toString());
            }
        }
        return true;
    }

    private void write(Weights weights) throws IOException {
        platform.ifPresent(kept -> kept.keep(weights));
        if (files.isPresent()) {
            files.get().write(weights);
        }
    }

    private Local of(int partition, String service) {
        return services.computeIfAbsent(
                service, name -> new Local(partition, new ReadyCapacity(name, guarded.tellsReadiness())));
    }
}
