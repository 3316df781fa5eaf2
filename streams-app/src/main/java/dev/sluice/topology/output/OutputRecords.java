package dev.sluice.topology.output;

import dev.sluice.config.record.SignalCodec;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.LearnedLead;
import dev.sluice.control.message.decision.PoolPart;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Verdict;
import dev.sluice.cost.HourCost;
import dev.sluice.demand.Signal;
import dev.sluice.events.CommandedPool;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.DemandForecast;
import dev.sluice.events.ExpertShare;
import dev.sluice.events.ForecastQuantile;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.PolicyVerdict;
import dev.sluice.events.PoolShare;
import dev.sluice.events.Reason;
import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.RuleScore;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Trigger;
import dev.sluice.forecast.ExpertWeight;
import dev.sluice.policy.Resources;
import dev.sluice.policy.trace.Stage;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.intake.ClaimRecords;
import dev.sluice.topology.intake.LagRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Writes what the loops send as the records of the contract. */
final class OutputRecords {
    private static final double[] LEVELS = {.5, .9, .95, .99};

    private OutputRecords() {}

    /** A record of the contract, and where it goes. */
    record Addressed(byte[] key, Object value, Topic topic) {}

    /** Returns the record of an output of a service, which is keyed by the service unless it concerns a share. */
    static Addressed of(byte[] key, String service, Output output) {
        if (output instanceof Output.Decided decided) {
            return new Addressed(key, decision(decided.decision()), Topic.SCALING_DECISIONS);
        } else if (output instanceof Output.Forecasted forecasted) {
            return new Addressed(key, forecast(service, forecasted), Topic.DEMAND_FORECASTS);
        } else if (output instanceof Output.Command command) {
            return new Addressed(key, command(command), Topic.SCALING_COMMANDS);
        } else if (output instanceof Output.Costed costed) {
            return new Addressed(key, cost(costed), Topic.RESOURCE_COSTS);
        }
        Output.Claimed claimed = (Output.Claimed) output;
        return new Addressed(
                ClaimRecords.key(claimed.claim().share()),
                ClaimRecords.claim(claimed.claim(), claimed.at()),
                Topic.RESOURCE_CLAIMS);
    }

    static ScalingCommand command(Output.Command c) {
        return ScalingCommand.newBuilder()
                .setService(c.service())
                .setPool(c.pool())
                .setReplicas(c.replicas())
                .setPrevious(c.previous())
                .setGeneration(c.generation())
                .setReason(Reason.valueOf(c.reason().name()))
                .setDecisionId(c.decisionId())
                .setEvidence(c.evidence())
                .setIssuedAt(c.issuedAt())
                .setValidUntil(c.validUntil())
                .setAllocation(shares(c.allocation()))
                .setSize(orNull(c.size().map(OutputRecords::size)))
                .setDrainMs(orNull(c.drain().map(Duration::toMillis)))
                .build();
    }

    private static List<PoolShare> shares(List<PoolPart> parts) {
        return parts.stream()
                .map(part -> new PoolShare(
                        part.pool(),
                        part.replicas(),
                        part.ready().isPresent() ? part.ready().getAsInt() : null,
                        part.perReplica(),
                        part.pricePerHour(),
                        part.weight()))
                .toList();
    }

    private static ReplicaSize size(Resources size) {
        return new ReplicaSize(
                size.cpuCores(), size.memoryBytes(), size.gpus(), size.gpuMemoryBytes(), size.storageBytes());
    }

    static ResourceCost cost(Output.Costed costed) {
        HourCost hour = costed.hour();
        return new ResourceCost(
                costed.account().service(),
                costed.account().pool(),
                costed.account().tenant(),
                Instant.ofEpochMilli(hour.hour()),
                hour.replicaMillis() / 1000.0,
                hour.pricePerHour(),
                hour.cost(),
                hour.staticPeakCost(),
                hour.readyMillis() / 1000.0,
                hour.peak(),
                costed.closed(),
                orNull(costed.spentThisMonth()));
    }

    static DemandForecast forecast(String service, Output.Forecasted f) {
        List<ExpertShare> experts = experts(f.experts());
        List<ForecastQuantile> quantiles = java.util.Arrays.stream(LEVELS)
                .mapToObj(level -> new ForecastQuantile(level, f.forecast().quantile(level)))
                .toList();
        return new DemandForecast(
                service,
                SignalCodec.symbol(f.signal()),
                f.forecast().origin(),
                f.forecast().horizonSteps() * f.window().toMillis(),
                f.window().toMillis(),
                f.forecast().usable(),
                f.forecast().point(),
                quantiles,
                experts,
                f.signal() == Signal.TOKENS);
    }

    static ScalingDecision decision(Decision d) {
        Optional<SizingPlan> plan = d.plan();
        Optional<Decision.Seen> seen = d.seen();
        return new ScalingDecision(
                d.service(),
                "",
                d.id(),
                d.at(),
                Trigger.valueOf(d.trigger().name()),
                Outcome.valueOf(d.outcome().name()),
                Reason.valueOf(d.reason().name()),
                Mode.valueOf(d.mode().name()),
                orNull(seen.map(s -> SignalCodec.symbol(s.signal()))),
                orNull(seen.map(Decision.Seen::from)),
                orNull(seen.map(Decision.Seen::to)),
                orNull(seen.map(Decision.Seen::demand).orElse(OptionalDouble.empty())),
                orNull(plan.map(SizingPlan::forecast).orElse(OptionalDouble.empty())),
                orNull(plan.map(p -> p.sizing().level())),
                plan.map(SizingPlan::forecastUsable).orElse(false),
                orNull(plan.map(SizingPlan::perReplica)),
                orNull(plan.map(p -> p.leadTime().toMillis())),
                orNull(plan.flatMap(SizingPlan::rule).map(OutputRecords::score)),
                orNull(plan.flatMap(SizingPlan::runnerUp).map(OutputRecords::score)),
                plan.map(p -> experts(p.experts())).orElse(List.of()),
                d.stages().stream().map(OutputRecords::stage).toList(),
                d.current(),
                d.ready().isPresent() ? d.ready().getAsInt() : null,
                d.target(),
                d.generation(),
                d.detail(),
                shares(d.allotment().parts()),
                orNull(d.allotment().pricePerHour()),
                d.allotment().standing(),
                orNull(d.allotment().size().map(OutputRecords::size)),
                d.allotment().sizeAdvice(),
                d.commanded().stream()
                        .map(c -> new CommandedPool(c.pool(), c.replicas(), c.generation()))
                        .toList(),
                orNull(plan.flatMap(SizingPlan::learned).map(LearnedLead::quantile)),
                orNull(plan.flatMap(SizingPlan::learned).map(LearnedLead::starts)),
                seen.map(s -> s.signal() == Signal.TOKENS).orElse(false),
                orNull(d.verdict().map(OutputRecords::verdict)),
                orNull(seen.flatMap(Decision.Seen::lag).map(LagRecords::record)),
                orNull(seen.map(Decision.Seen::waiting).orElse(OptionalDouble.empty())),
                orNull(d.timeToDrain().map(Duration::toMillis)));
    }

    private static PolicyVerdict verdict(Verdict v) {
        return new PolicyVerdict(
                v.hoursSeen(),
                orNull(v.unservedShare()),
                v.allowedUnserved(),
                orNull(v.ranUnservedShare()),
                orNull(v.costAgainstRan()),
                orNull(v.coverage()),
                orNull(v.worst().map(Verdict.Worst::from)),
                orNull(v.worst().map(Verdict.Worst::unservedShare)));
    }

    private static RuleScore score(dev.sluice.sizing.contest.RuleScore s) {
        return new RuleScore(s.name(), s.unserved(), s.cost(), s.replicas());
    }

    private static DecisionStage stage(Stage s) {
        return new DecisionStage(
                s.name().toString(),
                s.before(),
                s.after(),
                Reason.valueOf(s.reason().name()),
                s.detail());
    }

    private static List<ExpertShare> experts(List<ExpertWeight> experts) {
        return experts.stream()
                .map(e -> new ExpertShare(e.name(), e.weight(), e.value()))
                .toList();
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
