package dev.sluice.simulator.llm;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.tokens.ReplicaProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The service loop that runs in the topology, with reports that replicas would send, and an executor that acknowledges
 * commands and tells how many replicas are ready whenever that changes. A fleet without pools is in the pool without a name.
 */
final class LiveLoop {
    private final ServiceLoop loop;
    private final Map<String, Output.Command> newest = new HashMap<>();
    private final Map<String, Integer> ready = new HashMap<>();
    private Optional<Decision> last = Optional.empty();

    LiveLoop(ScalingPolicy policy, Duration interval, Catalog declared) {
        LoopSettings settings = new LoopSettings(interval, Duration.ZERO, Duration.ofMinutes(5), TimeSource.EVENT);
        loop = new ServiceLoop(policy.service(), settings, declared);
        loop.policy(Optional.of(policy));
    }

    void startFrom(ReplicaProfile profile) {
        loop.profile(profile);
    }

    /** The newest decision; empty before the first. */
    Optional<Decision> lastDecision() {
        return last;
    }

    /**
     * Reports what happened until {@code now}, ms.
     *
     * @param readyNow ready replicas by pool
     * @return replicas to run from now on, of those pools for which that was commanded
     */
    Map<String, Integer> take(List<RateReport> reports, Map<String, Integer> readyNow, long from, long now) {
        Map<String, Integer> commanded = new LinkedHashMap<>();
        readyNow.forEach((pool, count) ->
                tellReady(pool, count, from, now).ifPresent(step -> carryOut(step, readyNow, now, commanded)));
        for (RateReport report : reports) {
            carryOut(loop.report(report, now), readyNow, now, commanded);
        }
        return commanded;
    }

    private void carryOut(Step step, Map<String, Integer> readyNow, long now, Map<String, Integer> commanded) {
        for (Output output : step.outputs()) {
            if (output instanceof Output.Command command) {
                commanded.put(command.pool(), command.replicas());
                newest.put(command.pool(), command);
                int there = readyNow.getOrDefault(command.pool(), 0);
                carryOut(acknowledge(command, there, now), readyNow, now, commanded);
            } else if (output instanceof Output.Decided made) {
                last = Optional.of(made.decision());
            }
        }
    }

    /** What was ordered at {@code from} and is ready by now became so between the two: the middle is the best guess. */
    private Optional<Step> tellReady(String pool, int readyNow, long from, long now) {
        Output.Command command = newest.get(pool);
        if (command == null || ready.getOrDefault(pool, 0) == readyNow) {
            return Optional.empty();
        }
        boolean justOrdered = command.issuedAt().toEpochMilli() == from;
        return Optional.of(acknowledge(command, readyNow, justOrdered ? from + (now - from) / 2 : now));
    }

    private Step acknowledge(Output.Command command, int readyNow, long at) {
        ready.put(command.pool(), readyNow);
        boolean reached = command.replicas() <= readyNow;
        Acknowledgement.Status status = reached ? Acknowledgement.Status.READY : Acknowledgement.Status.APPLIED;
        return loop.acknowledged(
                new Acknowledgement(
                        command.pool(),
                        command.generation(),
                        status,
                        command.replicas(),
                        OptionalInt.of(readyNow),
                        command.issuedAt(),
                        Instant.ofEpochMilli(at)),
                at);
    }
}
