package dev.sluice.cli.demo.world;

import dev.sluice.cli.demo.service.DemoService;
import dev.sluice.cli.demo.service.ServiceReplicas;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingDecision;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.SimulatedFleet;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The world outside Sluice: demand arrives step by step, the simulated fleet serves what it can, reporters say so. */
public final class DemoWorld {
    private final DemoClock clock;
    private final Duration step;
    private final SimulatedFleet fleet;
    private final Producer<String, SpecificRecord> reporter;
    private final Latencies latencies;
    private final Map<String, ServiceBook> books = new LinkedHashMap<>();

    public DemoWorld(
            DemoClock clock,
            Duration step,
            SimulatedFleet fleet,
            Producer<String, SpecificRecord> reporter,
            Latencies latencies) {
        this.clock = clock;
        this.step = step;
        this.fleet = fleet;
        this.reporter = reporter;
        this.latencies = latencies;
    }

    /** Adds a service, whose policy is in force from now on and whose work begins at {@code origin}. */
    public void add(DemoService service, Instant origin) {
        books.put(service.name(), new ServiceBook(service, service.work(origin)));
    }

    public List<ServiceBook> books() {
        return List.copyOf(books.values());
    }

    /** Reports what was asked for in a time before the demo's, as fast as it goes. */
    public void tell(Instant begin, Instant end) {
        for (Instant from = begin; from.isBefore(end); from = from.plus(step)) {
            for (ServiceBook book : books.values()) {
                report(book, book.work().before(from, from.plus(step)), from.plus(step));
            }
        }
        reporter.flush();
    }

    /** Starts the fleet at the sizes that were decided up to the begin, as if they had run for long. */
    public void startFleet(DemoWatcher watcher) {
        Instant longAgo = DemoService.BEGIN.minus(Duration.ofDays(1));
        for (ServiceBook book : books.values()) {
            watcher.newest(book.service().name())
                    .ifPresent(decision -> running(decision).forEach(order -> fleet.apply(order, longAgo)));
        }
    }

    private static Stream<Order> running(ScalingDecision decision) {
        String service = decision.getService();
        long generation = decision.getGeneration();
        return decision.getAllocation().isEmpty()
                ? Stream.of(new Order(Target.of(service), decision.getTarget(), generation))
                : decision.getAllocation().stream()
                        .map(in -> new Order(new Target(service, in.getPool()), in.getReplicas(), generation));
    }

    /** Lets the step that begins at {@code from} pass and reports it; returns when the demo's time has reached its end. */
    public void pass(Instant from) throws InterruptedException {
        Instant to = from.plus(step);
        TimeUnit.NANOSECONDS.sleep(clock.until(to).toNanos());
        for (ServiceBook book : books.values()) {
            ServiceReplicas atLast = replicas(book.service(), to);
            report(book, book.work().step(from, to, replicas(book.service(), from), atLast), to);
            book.paid(atLast, step);
        }
    }

    synchronized void commanded(String service, int from, int to) {
        ServiceBook book = books.get(service);
        if (book != null) {
            book.commanded(from, to);
        }
    }

    /** The replicas of a service now. */
    public ServiceReplicas replicas(ServiceBook book) {
        return replicas(book.service(), clock.instant());
    }

    private ServiceReplicas replicas(DemoService service, Instant at) {
        return new ServiceReplicas(service.sites().stream()
                .map(site -> {
                    Target target = new Target(service.name(), site.name());
                    return new ServiceReplicas.InPool(site, fleet.ready(target, at), fleet.ordered(target));
                })
                .toList());
    }

    private void report(ServiceBook book, List<RequestRateEvent> events, Instant to) {
        String service = book.service().name();
        latencies.published(service, to);
        for (RequestRateEvent event : events) {
            var unused =
                    reporter.send(new ProducerRecord<>(Topics.plain().name(Topic.REQUEST_RATE_EVENTS), service, event));
        }
    }
}
