package dev.sluice.cli.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What one service of the demo was asked for, served, ran and paid, so far. */
final class ServiceBook {
    private final DemoService service;
    private final StaticFleet staticFleet;
    private final Map<Site, Double> replicaHours = new LinkedHashMap<>();
    private double arrived;
    private double served;
    private double failed;
    private double waiting;
    private double hours;
    private double lastPerSecond;
    private int ups;
    private int downs;

    ServiceBook(DemoService service) {
        this.service = service;
        this.staticFleet = StaticFleet.of(service);
    }

    DemoService service() {
        return service;
    }

    /**
     * A step in which {@code units} arrived.
     *
     * @param capacity units per second that could be served
     * @param paid the replicas that were paid for
     */
    void step(double units, double capacity, ServiceReplicas paid, Duration length) {
        double seconds = length.toMillis() / 1000.0;
        double work = units + waiting;
        double done = Math.min(work, capacity * seconds);
        arrived += units;
        served += done;
        double left = work - done;
        waiting = service.queues() ? left : 0;
        failed += service.queues() ? 0 : left;
        paid.pools().forEach(in -> replicaHours.merge(in.site(), in.ordered() * seconds / 3600, Double::sum));
        hours += seconds / 3600;
        lastPerSecond = units / seconds;
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

    /** Share of demand that found no capacity, 0 to 1. */
    double unservedShare() {
        return arrived > 0 ? failed / arrived : 0;
    }

    /** Units that wait now. */
    double waiting() {
        return waiting;
    }

    double perSecond() {
        return lastPerSecond;
    }

    /** Replica-time in each pool, hours: {@code cpu 1.25  a10g 0.40}. */
    String replicaHours() {
        return replicaHours.entrySet().stream()
                .filter(in -> in.getValue() > 0)
                .map(in -> String.format(Locale.ROOT, "%s %.2f", in.getKey().name(), in.getValue()))
                .collect(Collectors.joining("  "));
    }

    /** Replica-time × price, in the currency of the price list. */
    double paid() {
        return replicaHours.entrySet().stream()
                .mapToDouble(in -> in.getValue() * in.getKey().pool().pricePerHour())
                .sum();
    }

    StaticFleet staticFleet() {
        return staticFleet;
    }

    /** What the fleet of fixed size would have cost in the same time. */
    double staticCost() {
        return staticFleet.cost(hours);
    }

    int ups() {
        return ups;
    }

    int downs() {
        return downs;
    }
}
