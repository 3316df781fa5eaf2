package dev.sluice.simulator.plant;

/**
 * The work of one service: what arrives, waits, is served and fails, a window at a time.
 *
 * <p>Demand flows evenly within a window. Above capacity units wait, and fail where more than the model's seconds of
 * work would wait. Below capacity chance waits follow M/M/c with Sakasegawa's approximation of the probability to wait
 * (Sakasegawa 1977, "An approximation formula Lq = αρ^β/(1−ρ)").
 */
public final class RequestIntake {
    private static final double FULLEST = .999;

    private final ServiceModel model;
    private final OverloadQueue queue = new OverloadQueue();
    private long clock;
    private long opened;
    private double arrivalRate;
    private double capacitySeconds;
    private double waitAtOpening;
    private boolean foundNone;

    /** Work that begins to arrive at {@code now}, ms. */
    public RequestIntake(ServiceModel model, long now) {
        this.model = model;
        this.clock = now;
        this.opened = now;
    }

    /** From now on {@code unitsPerSecond} arrive. */
    public void arrive(double unitsPerSecond) {
        arrivalRate = unitsPerSecond;
    }

    /**
     * Lets time pass until {@code to}, ms.
     *
     * @param capacity units per second that are served meanwhile
     * @param ready replicas that serve them
     */
    public void flow(long to, double capacity, int ready) {
        if (to <= clock) {
            return;
        }
        double seconds = (to - clock) / 1000.0;
        double limit = model.queueSeconds() * Math.max(capacity, model.perReplica());
        queue.flow(seconds, arrivalRate, capacity, limit);
        capacitySeconds += capacity * seconds;
        foundNone |= ready == 0 && arrivalRate > 0;
        clock = to;
    }

    /**
     * Ends the window that is open, at the time that has come, and opens the next.
     *
     * @param capacity units per second that are served now
     * @param ready replicas that serve them
     * @param slots units that those work on at once
     */
    public Observation close(double capacity, int ready, double slots) {
        double arrived = arrivalRate * (clock - opened) / 1000;
        double seconds = (clock - opened) / 1000.0;
        double served = queue.served();
        double concurrency = (served * model.serviceSeconds() + queue.area()) / seconds;
        double used = capacitySeconds > 0 ? Math.min(1, served / capacitySeconds) : 0;
        double waitNow = wait(queue.waiting(), capacity);
        Observation window = new Observation(
                opened,
                clock,
                arrived,
                served,
                queue.failed(),
                queue.waiting(),
                concurrency,
                used,
                ready,
                timing(arrived, slots, waitNow));
        open(waitNow);
        return window;
    }

    /** Whether demand met no ready replica since the last call. */
    boolean takeFoundNone() {
        boolean found = foundNone;
        foundNone = false;
        return found;
    }

    private void open(double waitNow) {
        queue.reset();
        opened = clock;
        capacitySeconds = 0;
        waitAtOpening = waitNow;
    }

    private double wait(double waiting, double capacity) {
        return waiting == 0 ? 0 : 1000 * waiting / Math.max(capacity, model.perReplica());
    }

    private Timing timing(double arrived, double slots, double waitNow) {
        double service = model.serviceSeconds() * 1000;
        double servers = Math.max(1, slots);
        double load = capacitySeconds > 0 ? Math.min(FULLEST, arrived / capacitySeconds) : FULLEST;
        // P(wait) ~ rho^(sqrt(2(c+1))-1), mean wait of those who wait = service / (c (1-rho)): M/M/c, Sakasegawa 1977
        double chance = Math.pow(load, Math.sqrt(2 * (servers + 1)) - 1);
        double mean = Math.min(service / (servers * (1 - load)), 1000 * model.queueSeconds());
        return new Timing(service, waitAtOpening, waitNow, chance, mean);
    }
}
