package dev.sluice.cli.demo;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.executor.Order;
import dev.sluice.executor.SimulatedFleet;
import dev.sluice.executor.Target;
import dev.sluice.forecast.Signal;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The world outside Sluice: demand arrives step by step, the simulated fleet serves what it can, reporters say so. */
final class DemoWorld {
    private final DemoClock clock;
    private final Duration step;
    private final SimulatedFleet fleet;
    private final Producer<String, SpecificRecord> reporter;
    private final Latencies latencies;
    private final Map<String, ServiceBook> books = new LinkedHashMap<>();

    DemoWorld(
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

    /** Adds a service, whose policy is in force from now on. */
    void add(DemoService service) {
        books.put(service.name(), new ServiceBook(service));
    }

    List<ServiceBook> books() {
        return List.copyOf(books.values());
    }

    /** Reports what was asked for before the demo's time begins, as fast as it goes. */
    void tellHistory(Duration history) {
        for (Instant from = DemoService.BEGIN.minus(history);
                from.isBefore(DemoService.BEGIN);
                from = from.plus(step)) {
            for (ServiceBook book : books.values()) {
                report(book, from, from.plus(step), book.service().arrive(from));
            }
        }
        reporter.flush();
    }

    /** Starts the fleet at the sizes that were decided up to the begin, as if they had run for long. */
    void startFleet(DemoWatcher watcher) {
        Instant longAgo = DemoService.BEGIN.minus(Duration.ofDays(1));
        for (ServiceBook book : books.values()) {
            String service = book.service().name();
            watcher.newest(service)
                    .ifPresent(
                            d -> fleet.apply(new Order(Target.of(service), d.getTarget(), d.getGeneration()), longAgo));
        }
    }

    /** Lets the step that begins at {@code from} pass and reports it; returns when the demo's time has reached its end. */
    void pass(Instant from) throws InterruptedException {
        Instant to = from.plus(step);
        TimeUnit.NANOSECONDS.sleep(clock.until(to).toNanos());
        for (ServiceBook book : books.values()) {
            DemoService service = book.service();
            Target target = Target.of(service.name());
            double units = service.arrive(from);
            synchronized (this) {
                // what became useful within the step serves on average half of it
                double ready = (fleet.ready(target, from) + fleet.ready(target, to)) / 2.0;
                book.step(units, ready, fleet.ordered(target), step);
            }
            report(book, from, to, units);
        }
    }

    synchronized void commanded(String service, int from, int to) {
        ServiceBook book = books.get(service);
        if (book != null) {
            book.commanded(from, to);
        }
    }

    int ready(ServiceBook book) {
        return fleet.ready(Target.of(book.service().name()), clock.instant());
    }

    int ordered(ServiceBook book) {
        return fleet.ordered(Target.of(book.service().name()));
    }

    private void report(ServiceBook book, Instant from, Instant to, double units) {
        DemoService service = book.service();
        boolean weighted = service.policy().demand().signal() == Signal.UNITS;
        RequestRateEvent event = new RequestRateEvent(
                service.name(),
                "gateway",
                "",
                from,
                to,
                weighted ? Math.round(units / 400) : (long) units,
                0L,
                null,
                null,
                service.queues() ? Math.round(book.waiting()) : null,
                weighted ? units : null,
                null);
        latencies.published(service.name(), to);
        var unused = reporter.send(
                new ProducerRecord<>(Topics.plain().name(Topic.REQUEST_RATE_EVENTS), service.name(), event));
    }
}
