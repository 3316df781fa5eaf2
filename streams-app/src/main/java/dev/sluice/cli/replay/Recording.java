package dev.sluice.cli.replay;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.simulator.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recorded demand as the reports that a service's instances would have sent. */
final class Recording {
    private final String service;
    private final Demand demand;
    private final int instances;
    private final Duration shift;
    /** Requests of the trace up to the start of each step, rounded; one more than there are steps. */
    private final long[] before;

    /**
     * What was asked for.
     *
     * @param requests requests in each step
     * @param units weighted work in each step, with the same steps; empty where demand is requests
     */
    record Demand(Trace requests, Optional<Trace> units) {
        Demand {
            if (units.isPresent() && units.get().length() != requests.length()) {
                throw new IllegalArgumentException("requests and units must have the same steps");
            }
        }
    }

    /**
     * A recording.
     *
     * @param instances instances that share the demand evenly
     * @param shift from the trace's own times to those of the reports
     */
    Recording(String service, Demand demand, int instances, Duration shift) {
        if (instances < 1) {
            throw new IllegalArgumentException("--instances must be at least 1, not " + instances);
        }
        this.service = service;
        this.demand = demand;
        this.instances = instances;
        this.shift = shift;
        this.before = running(demand.requests().values());
        if (end(-1).isBefore(Instant.EPOCH)) {
            throw new IllegalArgumentException("a trace cannot start before 1970");
        }
    }

    /** End of step {@code i}; of the trace's start for -1. */
    Instant end(int i) {
        return at(demand.requests().end(i)).plus(shift);
    }

    /** Name of the service. */
    String service() {
        return service;
    }

    /** Number of steps. */
    int length() {
        return before.length - 1;
    }

    /** One report an instance for step {@code i}. */
    List<RequestRateEvent> step(int i) {
        // whole requests whose running sum is the trace's, however small its steps are
        long count = before[i + 1] - before[i];
        Instant from = end(i - 1);
        Instant to = end(i);
        List<RequestRateEvent> reports = new ArrayList<>(instances);
        for (int k = 0; k < instances; k++) {
            long share = count * (k + 1) / instances - count * k / instances;
            reports.add(report(k, from, to, share, demand.units().map(u -> u.values()[i] / instances)));
        }
        return reports;
    }

    /** Reports of nothing from the trace's end until {@code later}, so that its last windows close. */
    List<RequestRateEvent> silence(Duration later) {
        Instant from = end(length() - 1);
        List<RequestRateEvent> reports = new ArrayList<>(instances);
        for (int k = 0; k < instances; k++) {
            reports.add(report(k, from, from.plus(later), 0, demand.units().map(u -> 0.)));
        }
        return reports;
    }

    private RequestRateEvent report(int instance, Instant from, Instant to, long count, Optional<Double> work) {
        RequestRateEvent.Builder report = RequestRateEvent.newBuilder()
                .setService(service)
                .setInstance("replay-" + instance)
                .setFrom(from)
                .setTo(to)
                .setRequests(count);
        work.ifPresent(report::setUnits);
        return report.build();
    }

    private static long[] running(double[] values) {
        long[] before = new long[values.length + 1];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i];
            before[i + 1] = Math.round(sum);
        }
        return before;
    }

    private static Instant at(double seconds) {
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }
}
