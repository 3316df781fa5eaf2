package dev.sluice.simulator;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Sluice itself under test: the service loop that runs in the topology, fed with what the plant reports.
 *
 * <p>A step of the trace that is no longer than a window is reported as {@code DemandReporter} would, in parts of five
 * seconds: running windows are seen, and a window closes with the first report after its grace, as in a running system.
 * A longer step is one report, as of a service that reports once in a step: nothing is known of it before it is over.
 * There a window closes as it ends.
 */
public final class SluiceScaler implements Scaler {
    private static final long REPORT_MILLIS = 5_000;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ServiceLoop loop;
    private final boolean needsLatency;
    private final long reportMillis;
    private OptionalInt target = OptionalInt.empty();

    /** A loop under {@code policy} with windows of {@code window}, in event time, for steps of {@code stepMillis}. */
    public SluiceScaler(ScalingPolicy policy, Duration window, long stepMillis) {
        reportMillis = reports(stepMillis, window.toMillis());
        Duration grace = reportMillis <= REPORT_MILLIS ? GRACE : Duration.ZERO;
        LoopSettings settings = new LoopSettings(window, grace, Duration.ofMinutes(5), TimeSource.EVENT);
        loop = new ServiceLoop(policy.service(), settings);
        loop.policy(Optional.of(policy));
        needsLatency = policy.objective().latencyBound().isPresent()
                || policy.demand().perReplica().isEmpty();
    }

    /** Windows of {@code window} under {@code policy}; what it leaves out, the scenario states. */
    public static SluiceScaler of(Scenario scenario, ScalingPolicy policy, Duration window) {
        ScalingPolicy.Demand demand = policy.demand();
        boolean stated = demand.perReplica().isPresent();
        ScalingPolicy filled = policy.withDemand(
                stated ? demand : demand.withPerReplica(scenario.model().perReplica()));
        Duration lead =
                policy.leadTime().orElse(Duration.ofMillis(scenario.model().leadMillis()));
        return new SluiceScaler(filled.withLeadTime(lead), window, scenario.millis(1) - scenario.millis(0));
    }

    private static long reports(long stepMillis, long windowMillis) {
        boolean parts = stepMillis <= windowMillis && stepMillis % REPORT_MILLIS == 0;
        return parts ? REPORT_MILLIS : stepMillis;
    }

    @Override
    public long reportMillis(long stepMillis) {
        // steps of a fraction of a millisecond round to one more or less
        return stepMillis % reportMillis == 0 ? reportMillis : stepMillis;
    }

    @Override
    public void observe(Observation seen) {
        Step step = loop.report(
                new RateReport(
                        seen.from(),
                        seen.to(),
                        seen.arrived(),
                        seen.failed(),
                        seen.served(),
                        seen.concurrency(),
                        seen.waiting(),
                        seen.arrived(),
                        needsLatency ? seen.latency() : LatencyHistogram.empty()),
                0);
        for (Output output : step.outputs()) {
            if (output instanceof Output.Command command) {
                target = OptionalInt.of(command.replicas());
            }
        }
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        OptionalInt decided = target;
        target = OptionalInt.empty();
        return decided;
    }
}
