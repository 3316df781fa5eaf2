package dev.sluice.simulator.cluster;

import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.plant.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One service at work: its loop, its replicas and its trace. */
final class ServiceRun {
    private static final LoopSettings SETTINGS =
            new LoopSettings(Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(5), TimeSource.EVENT);

    private final ClusterService service;
    private final Scenario steps;
    private final int firstScored;
    private final ServiceLoop loop;
    private final ServicePlant plant;
    private final boolean needsLatency;
    private final double[] couldServe;
    private final long[][] paid;
    private int step;
    private int starts;

    ServiceRun(ClusterService service, ClusterScenario cluster) {
        this.service = service;
        this.steps = service.onFirstPool();
        this.firstScored = steps.firstScored();
        this.plant = new ServicePlant(service, cluster);
        this.loop = new ServiceLoop(service.name(), SETTINGS, cluster.catalog());
        ScalingPolicy policy = service.policy().withMode(Mode.ACT);
        loop.policy(Optional.of(policy));
        this.needsLatency = policy.objective().latencyBound().isPresent();
        this.couldServe = new double[service.trace().length()];
        this.paid = new long[service.trace().length()][service.pools().size()];
        arrive();
    }

    String name() {
        return service.name();
    }

    Rank rank() {
        return service.policy().placement().rank();
    }

    ServicePlant plant() {
        return plant;
    }

    private void arrive() {
        double seconds = (steps.millis(step + 1) - steps.millis(step)) / 1000.0;
        plant.arrive(service.trace().values()[step] / seconds);
    }

    /** When something happens next that the service's loop hears of, ms; {@link Long#MAX_VALUE}: its trace is over. */
    long due() {
        return isOver() ? Long.MAX_VALUE : Math.min(plant.nextChange(), steps.millis(step + 1));
    }

    boolean isOver() {
        return step == service.trace().length();
    }

    /** Lets time pass until {@code now}, not beyond {@link #due}; what the loop sends. */
    List<Output> advance(long now) {
        List<Output> sent = new ArrayList<>();
        for (Acknowledgement ack : plant.advance(now)) {
            sent.addAll(loop.acknowledged(ack, ack.at().toEpochMilli()).outputs());
        }
        if (!isOver() && now == steps.millis(step + 1)) {
            sent.addAll(endStep(now));
        }
        return sent;
    }

    private List<Output> endStep(long now) {
        couldServe[step] = plant.takeCouldServe();
        for (int p = 0; p < paid[step].length; p++) {
            paid[step][p] = plant.pools().get(p).takePaid();
        }
        Observation window = plant.close();
        step++;
        if (isOver()) {
            return List.of();
        }
        arrive();
        return loop.report(report(window), now).outputs();
    }

    private RateReport report(Observation seen) {
        return new RateReport(
                seen.from(),
                seen.to(),
                seen.arrived(),
                seen.failed(),
                seen.served(),
                seen.concurrency(),
                seen.waiting(),
                seen.arrived(),
                needsLatency ? seen.latency() : LatencyHistogram.empty());
    }

    /** Carries out a command of the loop; what the loop sends when it hears of that. */
    List<Output> order(Output.Command command) {
        int before = ordered();
        Acknowledgement ack = plant.order(command);
        starts += step >= firstScored ? Math.max(0, ordered() - before) : 0;
        return loop.acknowledged(ack, ack.at().toEpochMilli()).outputs();
    }

    private int ordered() {
        return plant.pools().stream().mapToInt(PoolPlant::ordered).sum();
    }

    /** Gives the loop its part of something shared; what it sends for that. */
    List<Output> granted(SharedGrant grant, long now) {
        return loop.granted(grant, now).outputs();
    }

    ServiceRunResult course() {
        return new ServiceRunResult(service, couldServe, paid, starts);
    }
}
