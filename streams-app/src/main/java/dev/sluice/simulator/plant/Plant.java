package dev.sluice.simulator.plant;

/**
 * A service that is not there: replicas with a lead time and the work that they serve, which reports what a real one
 * would. Work a window: O(changes of the fleet in it).
 */
public final class Plant {
    private final ServiceModel model;
    private final Replicas replicas;
    private final Warmup warmup;
    private final RequestIntake intake;
    private long clock;
    private Fleet fleet;

    /** A plant whose {@code ready} replicas are warm. */
    public Plant(ServiceModel model, int ready, long now) {
        this.model = model;
        this.replicas = new Replicas(model.leadMillis(), ready, now);
        this.warmup = new Warmup(model.slowStart());
        this.intake = new RequestIntake(model, now);
        this.clock = now;
        this.fleet = new Fleet(ready, ready);
    }

    /** What runs now. */
    public Fleet fleet() {
        int ordered = replicas.ordered();
        if (fleet.ordered() != ordered || fleet.ready() != replicas.ready()) {
            fleet = new Fleet(ordered, replicas.ready());
        }
        return fleet;
    }

    /** From now on {@code unitsPerSecond} arrive. */
    public void arrive(double unitsPerSecond) {
        intake.arrive(unitsPerSecond);
    }

    /** From now on {@code size} replicas are wanted. */
    public void order(int size) {
        int before = replicas.ready();
        replicas.order(size);
        noteChange(before);
    }

    /** Lets time pass until {@code to}, ms. */
    public void advance(long to) {
        for (long next = nextChange(); next <= to; next = nextChange()) {
            flowTo(next);
            int before = replicas.ready();
            replicas.advance(next);
            warmup.warmBy(next);
            noteChange(before);
        }
        flowTo(to);
        replicas.advance(to);
    }

    /** Ends the window that is open, at the time advanced to, and opens the next. */
    public Observation close() {
        return intake.close(capacity(), replicas.ready(), (double) replicas.ready() * model.slots());
    }

    /** Replica-milliseconds that were ready since the last call. */
    public long takeArea() {
        return replicas.takeArea();
    }

    /** Whether demand met no ready replica since the last call. */
    public boolean takeFoundNone() {
        return intake.takeFoundNone();
    }

    public Timeline readiness() {
        return replicas.readiness();
    }

    private long nextChange() {
        return Math.min(replicas.nextReady(), warmup.nextWarm());
    }

    private void noteChange(int before) {
        if (before != replicas.ready()) {
            warmup.changed(clock, before, replicas.ready());
        }
    }

    private void flowTo(long to) {
        intake.flow(to, capacity(), replicas.ready());
        clock = Math.max(clock, to);
    }

    private double capacity() {
        return model.perReplica() * (replicas.ready() - warmup.missing());
    }
}
