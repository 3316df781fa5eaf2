package dev.sluice.executor.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.WeightSink;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import dev.sluice.executor.kubernetes.api.Reply;
import dev.sluice.executor.kubernetes.api.RequestPacer;
import dev.sluice.executor.kubernetes.resize.PodResizing;
import dev.sluice.executor.kubernetes.resize.Resizing;
import dev.sluice.executor.kubernetes.workload.ObjectRef;
import dev.sluice.executor.kubernetes.workload.PodWatch;
import dev.sluice.executor.kubernetes.workload.Refusals;
import dev.sluice.executor.kubernetes.workload.Workload;
import dev.sluice.executor.kubernetes.workload.Workloads;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Scales objects of Kubernetes through their scale subresource.
 *
 * <p>An order is one request. What the objects were told, what runs and what holds them back comes from a watch, so
 * {@link #poll} asks the server nothing.
 */
final class KubernetesActuator implements Actuator {
    private final KubernetesClient client;
    private final KubernetesApi api;
    private final Workloads workloads;
    private final Resizing resizing;
    private final Refusals refusals;
    private final PodWatch pods;
    private final Optional<DeletionCosts> costs;
    private final Optional<WeightSink> weights;
    private final Duration unschedulableAfter;
    private final Map<ObjectRef, Target> owners = new ConcurrentHashMap<>();

    KubernetesActuator(KubernetesClient client, KubernetesSettings settings) {
        this.client = client;
        this.api = new KubernetesApi(
                client, new RequestPacer(settings.perSecond(), settings.burst(), System::nanoTime), settings.timeout());
        this.workloads = new Workloads(client, api, settings.selectionFor(client));
        this.refusals = new Refusals(api.server());
        this.pods = new PodWatch(
                client, settings.namespaceOf(client), settings.timeout().toMillis());
        this.costs = settings.deletionCost() ? Optional.of(new DeletionCosts(api, pods)) : Optional.empty();
        this.weights = weights(settings);
        this.unschedulableAfter = settings.unschedulableAfter();
        this.resizing = new Resizing(
                api,
                refusals,
                settings.resources(),
                settings.resizeInPlace() ? Optional.of(new PodResizing(api, pods)) : Optional.empty());
    }

    /** Weights have a pace of their own, so that no order waits for them. */
    private Optional<WeightSink> weights(KubernetesSettings settings) {
        if (settings.weights().isEmpty()) {
            return Optional.empty();
        }
        RequestPacer pacer = new RequestPacer(settings.perSecond(), settings.burst(), System::nanoTime);
        return Optional.of(new WeightObjects(
                new KubernetesApi(client, pacer, settings.timeout()),
                workloads,
                settings.weights(),
                settings.namespaceOf(client)));
    }

    /** An actuator for the cluster of the settings. It asks the cluster nothing before its first order. */
    static KubernetesActuator connect(KubernetesSettings settings) {
        return new KubernetesActuator(KubernetesClients.connect(settings.kubeconfig(), settings.context()), settings);
    }

    @Override
    public Outcome apply(Order order, Instant now) {
        try {
            Workloads.Found found = workloads.find(order.target());
            if (found instanceof Workloads.Found.None none) {
                return none.why();
            }
            Workloads.Found.One one = (Workloads.Found.One) found;
            Optional<Target> owner = otherOwner(one.ref(), order.target());
            return owner.isPresent()
                    ? new Outcome.Failed(one.ref() + " is already scaled for " + owner.get(), false)
                    : carryOut(order, one);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("interrupted", true);
        }
    }

    /** Another target whose object this is too: service a-b, and service a in pool b, may have the same name. */
    private Optional<Target> otherOwner(ObjectRef ref, Target target) {
        Target owner = owners.computeIfAbsent(ref, unused -> target);
        if (owner.equals(target)) {
            return Optional.empty();
        }
        boolean still =
                workloads.seen(owner).map(Workload::ref).filter(ref::equals).isPresent();
        if (still) {
            return Optional.of(owner);
        }
        owners.put(ref, target);
        return Optional.empty();
    }

    private Outcome carryOut(Order order, Workloads.Found.One one) {
        Optional<Outcome.Failed> notResized = order.size().flatMap(size -> resizing.resize(order.target(), one, size));
        costs.ifPresent(marks -> one.seen().ifPresent(object -> marks.mark(object, order.replicas())));
        Reply reply = api.patch(one.ref().path() + "/scale", KubernetesApi.MERGE, replicas(order.replicas()));
        if (!reply.isDone()) {
            return refusals.of(reply, "patch", one.ref(), "/scale");
        }
        if (notResized.isPresent()) {
            Outcome.Failed why = notResized.get();
            return new Outcome.Failed(
                    order.replicas() + " replicas are ordered, but their resources are not: " + why.message(),
                    why.retryable(),
                    why.retryAfter());
        }
        return taken(order, one);
    }

    private static ObjectNode replicas(int count) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("replicas", count);
        return patch;
    }

    /** The scale was changed. That is no success if the object's controller cannot create what is missing. */
    private Outcome taken(Order order, Workloads.Found.One one) {
        Optional<Workload> seen = one.seen();
        return seen.filter(object -> object.existing() < order.replicas())
                .flatMap(object -> shortOf(order, object))
                .orElseGet(() -> {
                    String paused = seen.filter(Workload::isPaused).isPresent() ? ", its rollout is paused" : "";
                    return new Outcome.Applied(
                            one.ref() + ": " + order.replicas() + " replicas" + paused, ready(order, seen));
                });
    }

    /** Why an object has fewer replicas than were ordered, if its controller says so. */
    private static Optional<Outcome> shortOf(Order order, Workload object) {
        String few = object.ref() + " has " + object.existing() + " of " + order.replicas()
                + " replicas; its controller cannot create more: ";
        return object.refusedPods()
                .map(why -> Outcome.Failed.noCapacity(few + why, object.existing()))
                .or(() -> object.stuckRollout().map(why -> new Outcome.Failed(few + why, true)))
                .map(failed -> failed);
    }

    /** Replicas that are ready and will stay. */
    private OptionalInt ready(Order order, Optional<Workload> seen) {
        OptionalInt ready = seen.map(object -> ready(order.target(), object)).orElse(OptionalInt.empty());
        int told = seen.map(Workload::desired).orElse(OptionalInt.empty()).orElse(order.replicas());
        return ready.isEmpty() || !seen.orElseThrow().isObserved()
                ? OptionalInt.empty()
                : OptionalInt.of(Math.min(ready.getAsInt(), Math.min(told, order.replicas())));
    }

    /** Replicas that are ready, with the resources that they are given in place; empty if the object does not tell. */
    private OptionalInt ready(Target target, Workload object) {
        OptionalInt ready = object.ready();
        OptionalInt resized = resizing.resizedAndReady(target, object);
        return ready.isPresent() && resized.isPresent()
                ? OptionalInt.of(Math.min(ready.getAsInt(), resized.getAsInt()))
                : ready;
    }

    @Override
    public List<Readiness> poll(List<Waiting> waiting) {
        // after a restart orders wait that another process has given
        workloads.begin();
        return waiting.stream().flatMap(one -> ready(one).stream()).toList();
    }

    private Optional<Readiness> ready(Waiting one) {
        Order order = one.order();
        return workloads
                .seen(order.target())
                .filter(object -> isReady(order, object))
                .map(object -> new Readiness(order, object.ready().orElse(order.replicas()), one.now()));
    }

    private boolean isReady(Order order, Workload object) {
        return object.isReady(order.replicas(), resizing.generationOf(order.target()))
                && ready(order.target(), object).orElse(order.replicas()) >= order.replicas();
    }

    /** Replicas of a target that exist, ready or not, when the watch saw them last. */
    OptionalInt existing(Target target) {
        return workloads
                .seen(target)
                .map(object -> OptionalInt.of(object.existing()))
                .orElse(OptionalInt.empty());
    }

    /** True if all replicas of an order were ready when the watch saw them last. */
    boolean isReady(Order order) {
        return workloads
                .seen(order.target())
                .filter(object -> isReady(order, object))
                .isPresent();
    }

    /** Replicas of an order's target that are ready and will stay, at first after they were listed. */
    OptionalInt ready(Order order) {
        return found(order.target())
                .filter(Workloads.Found.One.class::isInstance)
                .map(one -> ready(order, ((Workloads.Found.One) one).seen()))
                .orElse(OptionalInt.empty());
    }

    /** Why no object of a target is known, at first after they were listed; empty if one is. */
    Optional<String> missing(Target target) {
        return found(target)
                .filter(Workloads.Found.None.class::isInstance)
                .map(none -> ((Workloads.Found.None) none).why().message());
    }

    private Optional<Workloads.Found> found(Target target) {
        try {
            return Optional.of(workloads.find(target));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public List<Observed> observe(List<Order> inForce) {
        workloads.begin();
        return inForce.stream().flatMap(order -> observe(order).stream()).toList();
    }

    private Optional<Observed> observe(Order order) {
        return workloads.seen(order.target()).filter(Workload::isObserved).map(object -> {
            int running = object.desired().orElse(order.replicas());
            Instant now = Instant.now();
            Optional<Shortage> shortage = Shortage.of(object, running, pods, unschedulableAfter, now);
            Optional<String> waiting = resizing.follow(order.target(), object, unschedulableAfter, now);
            String other = running == order.replicas()
                    ? waiting.orElse("")
                    : object.ref() + " was told to run " + running + " replicas, not " + order.replicas();
            return new Observed(
                    order,
                    running,
                    ready(order.target(), object),
                    shortage.map(s -> OptionalInt.of(s.limit())).orElse(OptionalInt.empty()),
                    shortage.map(Shortage::why).orElse(other));
        });
    }

    @Override
    public List<Instance> instances(Target target, Instant now) {
        return workloads.seen(target).map(pods::of).orElse(List.of()).stream()
                .map(PodWatch::instance)
                .toList();
    }

    @Override
    public Optional<WeightSink> weights() {
        return weights;
    }

    @Override
    public boolean tellsReadiness() {
        return true;
    }

    @Override
    public void close() {
        pods.close();
        workloads.close();
        client.close();
    }
}
