package dev.sluice.cli.demo;

import java.time.Duration;

/** What one service of the demo was asked for, served and ran, so far. */
final class ServiceBook {
    private final DemoService service;
    private double arrived;
    private double served;
    private double failed;
    private double waiting;
    private double replicaSeconds;
    private double seconds;
    private double lastPerSecond;
    private int ups;
    private int downs;

    ServiceBook(DemoService service) {
        this.service = service;
    }

    DemoService service() {
        return service;
    }

    /** A step in which {@code units} arrived and {@code ready} of {@code ordered} replicas served. */
    void step(double units, double ready, int ordered, Duration length) {
        double lasting = length.toMillis() / 1000.0;
        double capacity = ready * service.perReplica() * lasting;
        double work = units + waiting;
        double done = Math.min(work, capacity);
        arrived += units;
        served += done;
        double left = work - done;
        waiting = service.queues() ? left : 0;
        failed += service.queues() ? 0 : left;
        replicaSeconds += ordered * lasting;
        seconds += lasting;
        lastPerSecond = units / lasting;
    }

    void commanded(int from, int to) {
        ups += to > from ? 1 : 0;
        downs += to < from ? 1 : 0;
    }

    double arrived() {
        return arrived;
    }

    double served() {
        return served;
    }

    double failed() {
        return failed;
    }

    /** Units that wait now. */
    double waiting() {
        return waiting;
    }

    double perSecond() {
        return lastPerSecond;
    }

    double replicaHours() {
        return replicaSeconds / 3600;
    }

    /** Replica-hours of a fleet that always has the size that the largest step of the day needs, within the policy. */
    double staticPeakHours() {
        double needed = Math.ceil(service.peakPerSecond() / service.perReplica() - 1e-9);
        int size = Math.max(1, service.policy().replicas().clamp((int) needed));
        return size * seconds / 3600;
    }

    int ups() {
        return ups;
    }

    int downs() {
        return downs;
    }
}
