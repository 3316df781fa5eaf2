package dev.sluice.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.controller.crd.CustomResource;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.Reply;
import dev.sluice.web.model.summary.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the statuses of objects: only what is news, of one object not more often than the interval, and of all together not
 * more often than requests may be sent. Objects wait for their turn in the order in which they changed.
 */
final class StatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(500);

    private final KubernetesApi api;
    private final long intervalNanos;
    private final Sources sources;
    private final LinkedHashSet<ObjectId> waiting = new LinkedHashSet<>();
    private final Map<ObjectId, Written> last = new HashMap<>();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Thread thread = new Thread(this::run, "status-writer");
    private volatile Optional<String> trouble = Optional.empty();
    private volatile boolean stopping;

    /**
     * Where a status comes from.
     *
     * @param object an object as it is now
     * @param acceptance what became of its spec
     * @param service what is known of the service of a name
     */
    record Sources(
            Function<ObjectId, Optional<DeclaredObject>> object,
            Function<ObjectId, Optional<Acceptance>> acceptance,
            Function<String, Optional<Summary>> service) {}

    /** What was written last: the watch tells it a moment later. */
    private record Written(String uid, JsonNode status, Acceptance acceptance, long atNanos) {}

    StatusWriter(KubernetesApi api, Duration interval, Sources sources) {
        this.api = api;
        this.intervalNanos = interval.toNanos();
        this.sources = sources;
        thread.setDaemon(true);
    }

    StatusWriter start() {
        thread.start();
        return this;
    }

    /** The status of an object may have changed. */
    void changed(ObjectId id) {
        synchronized (waiting) {
            waiting.add(id);
        }
    }

    private void run() {
        while (!stopping) {
            try {
                for (ObjectId id : due()) {
                    write(id);
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_ROUNDS.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                if (!stopping) {
                    LOG.error("Statuses were not written, it is tried again", e);
                }
            }
        }
    }

    private List<ObjectId> due() {
        synchronized (waiting) {
            return List.copyOf(waiting);
        }
    }

    private void done(ObjectId id) {
        synchronized (waiting) {
            waiting.remove(id);
        }
    }

    private void write(ObjectId id) {
        Optional<DeclaredObject> object = sources.object().apply(id);
        if (object.isEmpty()) {
            done(id);
            last.remove(id);
            return;
        }
        // before its acceptance is known there is nothing to say
        sources.acceptance().apply(id).ifPresentOrElse(known -> write(object.get(), known), () -> done(id));
    }

    private void write(DeclaredObject object, Acceptance acceptance) {
        Optional<Written> own = Optional.ofNullable(last.get(object.id()))
                .filter(known -> known.uid().equals(object.uid()));
        long now = System.nanoTime();
        boolean early = own.filter(known -> now - known.atNanos() < intervalNanos
                        && known.acceptance().equals(acceptance))
                .isPresent();
        if (early) {
            return;
        }
        done(object.id());
        JsonNode before = own.map(Written::status).orElse(object.status());
        Optional<Summary> service = acceptance.isOwner() && object.id().resource() == CustomResource.POLICY
                ? sources.service().apply(object.name())
                : Optional.empty();
        ObjectNode status = ObjectStatus.of(before, acceptance, service, Instant.now());
        if (ObjectStatus.isNews(status, before)) {
            send(object, new Written(object.uid(), status, acceptance, now), before);
        }
    }

    private void send(DeclaredObject object, Written next, JsonNode before) {
        Reply reply =
                api.patch(object.id().statusPath(), KubernetesApi.MERGE, ObjectStatus.patch(next.status(), before));
        if (reply.isDone()) {
            last.put(object.id(), next);
            written.incrementAndGet();
            trouble = Optional.empty();
        } else if (reply.code() != 404) {
            failures.incrementAndGet();
            String what =
                    "the status of " + object.id() + " cannot be written: " + reply.code() + " " + reply.message();
            if (trouble.isEmpty()) {
                LOG.warn("{}; it is tried again", what);
            }
            trouble = Optional.of(what);
            changed(object.id());
        }
    }

    Optional<String> trouble() {
        return trouble;
    }

    /** Statuses written. */
    long written() {
        return written.get();
    }

    /** Statuses that the server did not take. */
    long failures() {
        return failures.get();
    }

    /** Objects whose status may have changed and was not looked at yet. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
