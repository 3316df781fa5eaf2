package dev.sluice.cli.demo.world;

import dev.sluice.cli.demo.service.DemoService;
import dev.sluice.cli.demo.service.ServiceReplicas;
import dev.sluice.cli.demo.service.ServiceWork;
import dev.sluice.cli.demo.service.Site;
import dev.sluice.cli.demo.service.StaticFleet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What one service of the demo was asked for, served, ran and paid, so far. */
public final class ServiceBook {
    private final DemoService service;
    private final ServiceWork work;
    private final Map<Site, Double> replicaHours = new LinkedHashMap<>();
    private Optional<StaticFleet> staticFleet = Optional.empty();
    private double hours;
    private int ups;
    private int downs;

    ServiceBook(DemoService service, ServiceWork work) {
        this.service = service;
        this.work = work;
    }

    public DemoService service() {
        return service;
    }

    public ServiceWork work() {
        return work;
    }

    /** Replicas that were paid for in a step of this length. */
    public void paid(ServiceReplicas replicas, Duration length) {
        double step = length.toMillis() / 3_600_000.0;
        replicas.pools().forEach(in -> replicaHours.merge(in.site(), in.ordered() * step, Double::sum));
        hours += step;
    }

    void commanded(int from, int to) {
        ups += to > from ? 1 : 0;
        downs += to < from ? 1 : 0;
    }

    /** Replica-time in each pool, hours: {@code cpu 1.25  a10g 0.40}. */
    public String replicaHours() {
        return replicaHours.entrySet().stream()
                .filter(in -> in.getValue() > 0)
                .map(in -> String.format(Locale.ROOT, "%s %.2f", in.getKey().name(), in.getValue()))
                .collect(Collectors.joining("  "));
    }

    /** Replica-time × price, in the currency of the price list. */
    public double paid() {
        return replicaHours.entrySet().stream()
                .mapToDouble(in -> in.getValue() * in.getKey().pool().pricePerHour())
                .sum();
    }

    /** The fleet of fixed size; it is looked for when somebody first asks. */
    public StaticFleet staticFleet() {
        StaticFleet found = staticFleet.orElseGet(work::staticFleet);
        staticFleet = Optional.of(found);
        return found;
    }

    /** What the fleet of fixed size would have cost in the same time. */
    public double staticCost() {
        return staticFleet().cost(hours);
    }

    public int ups() {
        return ups;
    }

    public int downs() {
        return downs;
    }
}
