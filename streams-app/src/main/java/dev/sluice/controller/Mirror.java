package dev.sluice.controller;

import dev.sluice.controller.topic.Declarations;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics say what the objects declare. It compares all of both after each change, so that nothing depends on the
 * order of changes or on having seen each of them. Before both are known completely it writes nothing.
 */
final class Mirror implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(200);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

    private final Supplier<Optional<Collection<DeclaredObject>>> objects;
    private final Declarations declarations;
    private final DeclarationWriter writer;
    private final Supplier<Optional<Plan.Realm>> realm;
    private final Consumer<ObjectId> onJudged;
    private final Map<ObjectId, Acceptance> acceptances = new ConcurrentHashMap<>();
    private final Semaphore changes = new Semaphore(1);
    private final Thread thread = new Thread(this::run, "mirror");
    private volatile Optional<String> trouble = Optional.empty();
    private volatile boolean stopping;

    /**
     * @param objects all of them; empty while they are not known completely
     * @param realm who this is; empty while that is not known
     * @param onJudged told of each object of which another thing became
     */
    Mirror(
            Supplier<Optional<Collection<DeclaredObject>>> objects,
            Declarations declarations,
            DeclarationWriter writer,
            Supplier<Optional<Plan.Realm>> realm,
            Consumer<ObjectId> onJudged) {
        this.objects = objects;
        this.declarations = declarations;
        this.writer = writer;
        this.realm = realm;
        this.onJudged = onJudged;
        thread.setDaemon(true);
    }

    Mirror start() {
        thread.start();
        return this;
    }

    /** Something changed. */
    void changed() {
        changes.release();
    }

    private void run() {
        while (!stopping) {
            try {
                boolean unused = changes.tryAcquire(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS);
                int taken = changes.drainPermits();
                LOG.trace("{} more changes", taken);
                round();
                TimeUnit.MILLISECONDS.sleep(BETWEEN_ROUNDS.toMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("A round failed, it is tried again", e);
                trouble = Optional.of("objects cannot be mirrored: " + e);
            }
        }
    }

    private void round() {
        Optional<Plan.Realm> own = realm.get();
        Optional<Collection<DeclaredObject>> all = objects.get();
        if (own.isEmpty() || all.isEmpty() || !declarations.isComplete()) {
            return;
        }
        Plan plan = Plan.of(all.get(), declarations, own.get());
        plan.settled().forEach(this::judged);
        List<DeclaredObject> stored =
                plan.writes().isEmpty() && plan.ends().isEmpty() ? List.of() : writer.carryOut(plan, own.get());
        stored.forEach(object -> judged(object.id(), Acceptance.inForce(object)));
        acceptances
                .keySet()
                .retainAll(all.get().stream().map(DeclaredObject::id).toList());
        trouble = Optional.empty();
    }

    private void judged(ObjectId id, Acceptance acceptance) {
        if (!acceptance.equals(acceptances.put(id, acceptance))) {
            onJudged.accept(id);
        }
    }

    /** What became of an object; empty while that is not known. */
    Optional<Acceptance> of(ObjectId id) {
        return Optional.ofNullable(acceptances.get(id));
    }

    Optional<String> trouble() {
        return trouble.or(writer::trouble);
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
