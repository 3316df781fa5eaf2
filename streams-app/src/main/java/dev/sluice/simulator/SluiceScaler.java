package dev.sluice.simulator;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.RateReport;
import dev.sluice.control.message.Step;
import dev.sluice.forecast.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Sluice itself under test: the service loop that runs in the topology, fed with what the plant reports. */
public final class SluiceScaler implements Scaler {
    private final ServiceLoop loop;
    private final boolean needsLatency;
    private OptionalInt target = OptionalInt.empty();

    /** A loop under {@code policy} with windows of {@code window}, in event time and without a grace. */
    public SluiceScaler(ScalingPolicy policy, Duration window) {
        LoopSettings settings = new LoopSettings(window, Duration.ZERO, Duration.ofMinutes(5), TimeSource.EVENT);
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
        return new SluiceScaler(filled.withLeadTime(lead), window);
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
