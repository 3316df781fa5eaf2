package dev.sluice.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.policy.Resources;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Docker engine. Replicas are containers with labels, so that they are found again after a restart. An order makes
 * their number right: containers that have ended are replaced, missing ones are created from the template, and surplus ones
 * are drained, unhealthy ones first, then the newest. CPU and memory change in place.
 */
final class DockerActuator implements Actuator {
    private static final Logger LOG = LoggerFactory.getLogger(DockerActuator.class);

    private final DockerEngine engine;
    private final Templates templates;
    private final ReplicaNames names;
    private final Drains drains;
    private final OptionalInt port;
    private final Map<Target, Resources> sizes = new ConcurrentHashMap<>();

    DockerActuator(DockerEngine engine, Templates templates, Drains drains, OptionalInt port) {
        this.engine = engine;
        this.templates = templates;
        this.names = new ReplicaNames(engine);
        this.drains = drains;
        this.port = port;
        drains.beside(this::goOnDraining);
    }

    /** Ends what an executor before this one told to end. */
    private void goOnDraining() {
        try {
            replicas(Labels.REPLICA + "=true").stream()
                    .filter(Replica::draining)
                    .forEach(drains::goOn);
        } catch (RuntimeException e) {
            LOG.warn("Containers that were told to end may still run: {}", e.getMessage());
        }
    }

    @Override
    public Outcome apply(Order order, Instant now) {
        try {
            return order.size().flatMap(DockerActuator::unsupported).orElseGet(() -> carryOut(order));
        } catch (EngineException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()), e.status() >= 500 || e.isConflict());
        } catch (UncheckedIOException e) {
            return new Outcome.Failed(String.valueOf(e.getMessage()), true);
        }
    }

    private static Optional<Outcome> unsupported(Resources size) {
        return size.gpus() > 0 || size.gpuMemoryBytes() > 0 || size.storageBytes() > 0
                ? Optional.of(new Outcome.Failed(
                        "a Docker engine changes CPU and memory of a container, not GPUs or storage: set these in the"
                                + " template, and leave them out of the policy's resources",
                        false))
                : Optional.empty();
    }

    private Outcome carryOut(Order order) {
        Target target = order.target();
        List<Replica> all = of(target);
        all.stream().filter(Replica::draining).forEach(drains::goOn);
        String ended = removeEnded(all);
        List<Replica> live = all.stream().filter(Replica::isLive).toList();
        Optional<Resources> size = order.size().or(() -> size(target, live));
        order.size().ifPresent(wanted -> resize(live, wanted));
        size.ifPresent(known -> sizes.put(target, known));
        if (live.size() < order.replicas()) {
            grow(target, order.replicas() - live.size(), size, all);
        } else {
            live.stream()
                    .sorted(Replica.VICTIMS_FIRST)
                    .limit(live.size() - order.replicas())
                    .forEach(victim -> drains.begin(victim, order.drain()));
        }
        int ready = (int) of(target).stream().filter(Replica::isReady).count();
        return Actuator.applied(ready + " of " + order.replicas() + " ready" + ended, ready);
    }

    /** Removes containers that ended by themselves and returns why they did. */
    private String removeEnded(List<Replica> all) {
        List<String> why = new ArrayList<>();
        for (Replica replica : all) {
            if (!replica.draining() && replica.state() == Replica.State.ENDED) {
                why.add(replica.name() + " " + end(engine.inspect(replica.id()).path("State")));
                engine.remove(replica.id());
            }
        }
        return why.isEmpty() ? "" : why.stream().limit(5).collect(Collectors.joining(", ", "; replaced: ", ""));
    }

    private static String end(JsonNode state) {
        if (state.path("Status").asText().equals("created")) {
            return "never started";
        }
        return "ended with code " + state.path("ExitCode").asText()
                + (state.path("OOMKilled").asBoolean() ? ", out of memory" : "");
    }

    /** What the target's containers were given, as far as it is known. */
    private Optional<Resources> size(Target target, List<Replica> live) {
        return Optional.ofNullable(sizes.get(target))
                .or(() -> live.stream().findFirst().map(this::size).filter(size -> !size.equals(Resources.NONE)));
    }

    private Resources size(Replica replica) {
        JsonNode limits = engine.inspect(replica.id()).path("HostConfig");
        double cpuCores = limits.path("NanoCpus").asLong() / 1e9;
        return new Resources(cpuCores, limits.path("Memory").asLong(), 0, 0, 0);
    }

    private void resize(List<Replica> live, Resources size) {
        ObjectNode limits = Template.limits(size);
        live.stream()
                .filter(replica -> !size(replica).equals(size))
                .forEach(replica -> engine.update(replica.id(), limits));
    }

    /** Creates and starts replicas. */
    private void grow(Target target, int missing, Optional<Resources> size, List<Replica> all) {
        Template template = templates.of(target);
        ReplicaNames.Free free = names.free(target, all);
        for (int i = 0; i < missing && !Thread.currentThread().isInterrupted(); i++) {
            String id = free.create(name -> template.replica(target, name, size));
            try {
                engine.start(id);
            } catch (RuntimeException e) {
                removeQuietly(id, e);
                throw e;
            }
        }
    }

    private void removeQuietly(String id, RuntimeException why) {
        try {
            engine.remove(id);
        } catch (RuntimeException e) {
            // the next order removes what never started
            why.addSuppressed(e);
        }
    }

    private List<Replica> of(Target target) {
        return replicas(Labels.REPLICA + "=true", Labels.SERVICE + "=" + target.service()).stream()
                .filter(replica -> replica.target().equals(target))
                .toList();
    }

    private List<Replica> replicas(String... labels) {
        return engine.containers(labels).stream()
                .filter(container ->
                        !container.path("Labels").path(Labels.SERVICE).asText().isEmpty())
                .map(container -> Replica.of(container, port))
                .toList();
    }

    @Override
    public boolean tellsReadiness() {
        return true;
    }

    @Override
    public List<Readiness> poll(List<Waiting> waiting) {
        Map<Target, Long> ready = replicas(Labels.REPLICA + "=true").stream()
                .filter(Replica::isReady)
                .collect(Collectors.groupingBy(Replica::target, Collectors.counting()));
        return waiting.stream()
                .filter(one -> ready.getOrDefault(one.order().target(), 0L)
                        >= one.order().replicas())
                .map(one -> new Readiness(
                        one.order(),
                        ready.getOrDefault(one.order().target(), 0L).intValue(),
                        one.now()))
                .toList();
    }

    @Override
    public List<Observed> observe(List<Order> inForce) {
        Map<Target, List<Replica>> live = replicas(Labels.REPLICA + "=true").stream()
                .filter(Replica::isLive)
                .collect(Collectors.groupingBy(Replica::target));
        return inForce.stream()
                .map(order -> observed(order, live.getOrDefault(order.target(), List.of())))
                .toList();
    }

    private static Observed observed(Order order, List<Replica> live) {
        int ready = (int) live.stream().filter(Replica::isReady).count();
        String why = live.size() == order.replicas()
                ? ""
                : "the engine has " + live.size() + " containers, " + order.replicas() + " were ordered";
        return new Observed(order, live.size(), OptionalInt.of(ready), OptionalInt.empty(), why);
    }

    @Override
    public List<Instance> instances(Target target, Instant now) {
        return of(target).stream()
                .filter(Replica::isLive)
                .sorted(Replica.BY_AGE)
                .map(Replica::instance)
                .toList();
    }

    @Override
    public void close() {
        drains.close();
        engine.close();
    }
}
