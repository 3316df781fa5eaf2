package dev.sluice.simulator.cluster;

import dev.sluice.allocation.Pool;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Output;
import dev.sluice.simulator.plant.Replicas;
import dev.sluice.simulator.plant.ServiceModel;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** The replicas of one service in one pool; says what an executor would when they are ordered and when they are ready. */
final class PoolPlant {
    private final String pool;
    private final ServiceModel model;
    private final Replicas replicas;
    private final Interruptions interruptions;
    private Optional<Output.Command> waitedFor = Optional.empty();
    private long clock;

    PoolPlant(Pool pool, double rate, long seed, int ready, long now) {
        this.pool = pool.name();
        this.model = ServiceModel.of(rate, pool.leadTime().toMillis());
        this.replicas = new Replicas(model.leadMillis(), ready, now);
        this.interruptions = new Interruptions(pool, seed);
        this.clock = now;
    }

    String pool() {
        return pool;
    }

    /** Units per second that the ready replicas serve. */
    double capacity() {
        return replicas.ready() * model.perReplica();
    }

    /** Units that the ready replicas work on at once. */
    double slots() {
        return (double) replicas.ready() * model.slots();
    }

    int ready() {
        return replicas.ready();
    }

    int ordered() {
        return replicas.ordered();
    }

    /** When the count of ready replicas changes next by itself, ms; {@link Long#MAX_VALUE}: it does not. */
    long nextChange() {
        long taken = interruptions.next(replicas.ready());
        return Math.min(replicas.nextReady(), taken == Long.MAX_VALUE ? taken : clock + taken);
    }

    /** Lets time pass until {@code to}, not beyond the next change. */
    void advance(long to) {
        boolean taken = interruptions.pass(replicas.ready(), to - clock);
        clock = to;
        replicas.advance(to);
        if (taken) {
            replicas.lose();
        }
    }

    /** Carries a command out. */
    Acknowledgement order(Output.Command command) {
        replicas.order(command.replicas());
        waitedFor = Optional.of(command);
        return acknowledge(command, Acknowledgement.Status.APPLIED);
    }

    /** The newest command, once its replicas are ready; said once. */
    Optional<Acknowledgement> nowReady() {
        Optional<Acknowledgement> reached = waitedFor
                .filter(command -> replicas.ready() == command.replicas())
                .map(command -> acknowledge(command, Acknowledgement.Status.READY));
        if (reached.isPresent()) {
            waitedFor = Optional.empty();
        }
        return reached;
    }

    private Acknowledgement acknowledge(Output.Command command, Acknowledgement.Status status) {
        return new Acknowledgement(
                command.pool(),
                command.generation(),
                status,
                command.replicas(),
                OptionalInt.of(replicas.ready()),
                command.issuedAt(),
                Instant.ofEpochMilli(clock));
    }

    /** Replica-milliseconds paid for since the last call. */
    long takePaid() {
        return replicas.takePaid();
    }
}
