package dev.sluice.cli.demo.service;

import dev.sluice.demand.Signal;
import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Work that is served like a fluid: so many units per second for each replica. */
public final class FluidWork implements ServiceWork {
    private static final double UNITS_A_REQUEST = 400;

    private final DemoService service;
    private double arrived;
    private double served;
    private double failed;
    private double waiting;
    private double lastPerSecond;

    public FluidWork(DemoService service) {
        this.service = service;
    }

    @Override
    public List<RequestRateEvent> before(Instant from, Instant to) {
        return List.of(report(from, to, service.arrive(from)));
    }

    @Override
    public List<RequestRateEvent> step(Instant from, Instant to, ServiceReplicas atFirst, ServiceReplicas atLast) {
        double units = service.arrive(from);
        // what became ready within the step serves on average half of it
        serve(units, (atFirst.capacity() + atLast.capacity()) / 2, Duration.between(from, to));
        return List.of(report(from, to, units));
    }

    /** A step in which {@code units} arrive and {@code capacity} units per second can be served. */
    public void serve(double units, double capacity, Duration length) {
        double seconds = length.toMillis() / 1000.0;
        double work = units + waiting;
        double done = Math.min(work, capacity * seconds);
        arrived += units;
        served += done;
        double left = work - done;
        waiting = service.queues() ? left : 0;
        failed += service.queues() ? 0 : left;
        lastPerSecond = units / seconds;
    }

    private RequestRateEvent report(Instant from, Instant to, double units) {
        boolean weighted = service.policy().demand().signal() == Signal.UNITS;
        return RequestRateEvent.newBuilder()
                .setService(service.name())
                .setInstance("gateway")
                .setFrom(from)
                .setTo(to)
                .setRequests(weighted ? Math.round(units / UNITS_A_REQUEST) : (long) units)
                .setQueueDepth(service.queues() ? Math.round(waiting) : null)
                .setUnits(weighted ? units : null)
                .build();
    }

    @Override
    public double arrived() {
        return arrived;
    }

    @Override
    public double served() {
        return served;
    }

    @Override
    public double unservedShare() {
        return arrived > 0 ? failed / arrived : 0;
    }

    @Override
    public double waiting() {
        return waiting;
    }

    @Override
    public double perSecond() {
        return lastPerSecond;
    }

    @Override
    public Optional<AnswerTally> answers() {
        return Optional.empty();
    }

    @Override
    public StaticFleet staticFleet() {
        return StaticFleet.of(service);
    }
}
