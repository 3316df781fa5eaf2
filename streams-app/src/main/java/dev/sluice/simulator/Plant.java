package dev.sluice.simulator;

/**
 * A service that is not there: replicas with a lead time behind a bounded queue, which reports what a real one would.
 *
 * <p>Demand flows evenly within a window. Above capacity units wait, and fail where more than the model's seconds of
 * work would wait. Below capacity chance waits follow M/M/c with Sakasegawa's approximation of the probability to wait
 * (Sakasegawa 1977, "An approximation formula Lq = αρ^β/(1−ρ)"). Work a window: O(changes of the fleet in it).
 */
public final class Plant {
    private static final double FULLEST = .999;

    private final ServiceModel model;
    private final Replicas replicas;
    private final Warmup warmup;
    private final OverloadQueue queue = new OverloadQueue();
    private long clock;
    private long opened;
    private double arrivalRate;
    private double capacitySeconds;
    private double waitAtOpening;
    private boolean foundNone;
    private Fleet fleet;

    /** A plant whose {@code ready} replicas are warm. */
    public Plant(ServiceModel model, int ready, long now) {
        this.model = model;
        this.replicas = new Replicas(model.leadMillis(), ready, now);
        this.warmup = new Warmup(model.slowStart());
        this.clock = now;
        this.opened = now;
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
        arrivalRate = unitsPerSecond;
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
        double arrived = arrivalRate * (clock - opened) / 1000;
        double seconds = (clock - opened) / 1000.0;
        double served = queue.served();
        double concurrency = (served * model.serviceSeconds() + queue.area()) / seconds;
        double used = capacitySeconds > 0 ? Math.min(1, served / capacitySeconds) : 0;
        double waitNow = wait(queue.waiting());
        Observation window = new Observation(
                opened,
                clock,
                arrived,
                served,
                queue.failed(),
                queue.waiting(),
                concurrency,
                used,
                replicas.ready(),
                timing(arrived, waitNow));
        open(waitNow);
        return window;
    }

    /** Replica-milliseconds that were ready since the last call. */
    long takeArea() {
        return replicas.takeArea();
    }

    /** Whether demand met no ready replica since the last call. */
    boolean takeFoundNone() {
        boolean found = foundNone;
        foundNone = false;
        return found;
    }

    Timeline readiness() {
        return replicas.readiness();
    }

    private void open(double waitNow) {
        queue.reset();
        opened = clock;
        capacitySeconds = 0;
        waitAtOpening = waitNow;
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
        if (to <= clock) {
            return;
        }
        double seconds = (to - clock) / 1000.0;
        double capacity = capacity();
        double limit = model.queueSeconds() * Math.max(capacity, model.perReplica());
        queue.flow(seconds, arrivalRate, capacity, limit);
        capacitySeconds += capacity * seconds;
        foundNone |= replicas.ready() == 0 && arrivalRate > 0;
        clock = to;
    }

    private double capacity() {
        return model.perReplica() * (replicas.ready() - warmup.missing());
    }

    private double wait(double waiting) {
        return waiting == 0 ? 0 : 1000 * waiting / Math.max(capacity(), model.perReplica());
    }

    private Timing timing(double arrived, double waitNow) {
        double service = model.serviceSeconds() * 1000;
        double servers = Math.max(1, (double) replicas.ready() * model.slots());
        double load = capacitySeconds > 0 ? Math.min(FULLEST, arrived / capacitySeconds) : FULLEST;
        // P(wait) ~ rho^(sqrt(2(c+1))-1), mean wait of those who wait = service / (c (1-rho)): M/M/c, Sakasegawa 1977
        double chance = Math.pow(load, Math.sqrt(2 * (servers + 1)) - 1);
        double mean = Math.min(service / (servers * (1 - load)), 1000 * model.queueSeconds());
        return new Timing(service, waitAtOpening, waitNow, chance, mean);
    }
}
