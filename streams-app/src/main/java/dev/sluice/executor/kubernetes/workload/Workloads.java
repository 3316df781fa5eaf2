package dev.sluice.executor.kubernetes.workload;

import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.Reply;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the object of a target: the one that is labelled {@code sluice.dev/service} and, for a service with pools,
 * {@code sluice.dev/pool}; else the one that the template names. Labels win, so that a name that fits by chance takes
 * nothing over.
 */
public final class Workloads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workloads.class);
    private static final String OBJECT_NAME = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?";

    private final KubernetesClient client;
    private final KubernetesApi api;
    private final Selection selection;
    private final Map<Kind, WorkloadWatch> watches = new LinkedHashMap<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * Which objects are looked at.
     *
     * @param namespace of the objects; empty: all
     * @param kinds whose labels are looked at
     * @param template names the object of a target that no object is labelled for
     * @param firstList how long the first list of objects may take
     */
    public record Selection(
            Optional<String> namespace, List<Kind> kinds, TargetTemplate template, Duration firstList) {}

    /** The object of a target, or why there is none. */
    public sealed interface Found {
        /**
         * @param seen the object as the watch has it; empty if the watch may not or did not see it
         */
        record One(ObjectRef ref, Optional<Workload> seen) implements Found {}

        record None(Outcome.Failed why) implements Found {}
    }

    public Workloads(KubernetesClient client, KubernetesApi api, Selection selection) {
        this.client = client;
        this.api = api;
        this.selection = selection;
    }

    /** Finds the object of a target; at first it waits until the objects were listed. */
    public Found find(Target target) throws InterruptedException {
        List<WorkloadWatch> all = new ArrayList<>();
        for (Kind kind : kinds()) {
            Optional<WorkloadWatch> watch = watch(kind);
            watch.ifPresent(all::add);
            if (watch.isPresent()) {
                watch.get().awaitFirst(selection.firstList().toMillis());
                Optional<String> trouble = watch.get().trouble();
                if (!watch.get().isListed() && !watch.get().isRefused()) {
                    return retry(
                            kind + " cannot be listed at " + api.server() + ": " + trouble.orElse("no answer yet"));
                }
            }
        }
        return find(target, all);
    }

    /** Begins to watch the objects at its first call. A kind that is not found then waits for the first order. */
    public void begin() {
        if (begun.compareAndSet(false, true)) {
            kinds().forEach(this::watch);
        }
    }

    /** The object of a target as it was seen last. Waits for nothing. */
    public Optional<Workload> seen(Target target) {
        List<WorkloadWatch> all;
        synchronized (watches) {
            all = List.copyOf(watches.values());
        }
        return find(target, all) instanceof Found.One one ? one.seen() : Optional.empty();
    }

    private Found find(Target target, List<WorkloadWatch> all) {
        List<Workload> labelled =
                all.stream().flatMap(watch -> watch.labelled(target).stream()).toList();
        if (labelled.size() > 1) {
            return last("several objects are labelled for " + target + ": "
                    + labelled.stream()
                            .map(one -> one.ref().toString())
                            .sorted()
                            .toList());
        }
        return labelled.isEmpty() ? byName(target, all) : one(labelled.get(0));
    }

    private Found byName(Target target, List<WorkloadWatch> all) {
        String name = selection.template().nameOf(target);
        if (!name.matches(OBJECT_NAME)) {
            return last("no object is labelled or annotated " + Labels.SERVICE + ": " + target.service() + ", and '"
                    + name + "' cannot be the name of one");
        }
        Kind kind = selection.template().kind();
        Optional<WorkloadWatch> watch =
                all.stream().filter(one -> one.kind().isSame(kind)).findFirst();
        List<Workload> named = watch.map(one -> one.named(name)).orElse(List.of());
        if (named.size() > 1) {
            return last("several objects are named " + name + ": "
                    + named.stream().map(one -> one.ref().toString()).sorted().toList());
        }
        Optional<Target> other = named.stream()
                .flatMap(one -> Labels.target(one.object().getMetadata()).stream())
                .findFirst();
        if (other.isPresent()) {
            return last(named.get(0).ref() + " is labelled for " + other.get() + ", not for " + target);
        }
        if (!named.isEmpty()) {
            return one(named.get(0));
        }
        if (selection.namespace().isEmpty() || watch.isEmpty()) {
            return last("no object is labelled " + Labels.SERVICE + ": " + target.service() + ", and no " + kind
                    + " is named " + name);
        }
        return new Found.One(
                new ObjectRef(watch.get().kind(), selection.namespace().get(), name), Optional.empty());
    }

    private static Found one(Workload workload) {
        return new Found.One(workload.ref(), Optional.of(workload));
    }

    private static Found last(String why) {
        return new Found.None(new Outcome.Failed(why, false));
    }

    private static Found retry(String why) {
        return new Found.None(new Outcome.Failed(why, true));
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>(selection.kinds());
        if (kinds.stream().noneMatch(selection.template().kind()::isSame)) {
            kinds.add(selection.template().kind());
        }
        return kinds;
    }

    private Optional<WorkloadWatch> watch(Kind kind) {
        synchronized (watches) {
            WorkloadWatch known = watches.get(kind);
            if (known == null) {
                known = versioned(kind)
                        .map(whole -> new WorkloadWatch(client, whole, selection.namespace()))
                        .orElse(null);
                if (known != null) {
                    watches.put(kind, known);
                }
            }
            return Optional.ofNullable(known);
        }
    }

    /** The kind in the version that the server prefers, if none is given. */
    private Optional<Kind> versioned(Kind kind) {
        if (!kind.version().isEmpty()) {
            return Optional.of(kind);
        }
        Reply reply = api.get("/apis/" + kind.group());
        String version = reply.body().path("preferredVersion").path("version").asText("");
        if (!reply.isDone() || version.isEmpty()) {
            LOG.warn("The version of {} is not known: {} {}", kind, reply.code(), reply.message());
            return Optional.empty();
        }
        return Optional.of(kind.withVersion(version));
    }

    @Override
    public void close() {
        synchronized (watches) {
            watches.values().forEach(WorkloadWatch::close);
        }
    }
}
