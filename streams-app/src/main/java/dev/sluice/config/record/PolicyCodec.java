package dev.sluice.config.record;

import dev.sluice.events.ExtraSignal;
import dev.sluice.events.LagDemand;
import dev.sluice.events.RateLimitType;
import dev.sluice.events.SelectPolicy;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.Drift;
import dev.sluice.policy.Lifecycle;
import dev.sluice.policy.Mode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.ScalingRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Turns policies into records of {@code scaling-policies} and back. */
public final class PolicyCodec {
    private PolicyCodec() {}

    /** The record of a policy. */
    public static dev.sluice.events.ScalingPolicy toRecord(ScalingPolicy policy) {
        dev.sluice.events.ScalingPolicy.Builder record = dev.sluice.events.ScalingPolicy.newBuilder()
                .setService(policy.service())
                .setMinReplicas(policy.replicas().min())
                .setMaxReplicas(policy.replicas().max())
                .setSignal(SignalCodec.symbol(policy.demand().signal()))
                .setPerReplica(boxed(policy.demand().perReplica()))
                .setLag(policy.demand().group().map(PolicyCodec::lag).orElse(null))
                .setMoreSignals(policy.more().stream().map(PolicyCodec::extra).toList())
                .setWindowMs(policy.demand().window().map(Duration::toMillis).orElse(null))
                .setLeadTimeMs(policy.leadTime().map(Duration::toMillis).orElse(null))
                .setMode(dev.sluice.events.Mode.valueOf(policy.mode().name()))
                .setScaleUp(rules(policy.up()))
                .setScaleDown(rules(policy.down()))
                .setHeadroom(policy.tuning().headroom())
                .setCostLimit(boxed(policy.tuning().costLimit()))
                .setWarmUpMs(policy.tuning().warmUp().toMillis())
                .setIdleWindowMs(
                        policy.tuning().idleWindow().map(Duration::toMillis).orElse(null))
                .setLeadQuantile(boxed(policy.tuning().lifecycle().leadQuantile()))
                .setDrainMs(policy.tuning()
                        .lifecycle()
                        .drain()
                        .map(Duration::toMillis)
                        .orElse(null))
                .setDrift(dev.sluice.events.Drift.valueOf(
                        policy.tuning().lifecycle().drift().name()));
        ObjectiveCodec.write(policy.objective(), record);
        PlacementCodec.write(policy.placement(), record);
        return record.build();
    }

    /**
     * The policy of a record.
     *
     * @throws IllegalArgumentException where the record holds what no policy can
     */
    public static ScalingPolicy fromRecord(dev.sluice.events.ScalingPolicy record) {
        return new ScalingPolicy(
                record.getService(),
                new Bounds(record.getMinReplicas(), record.getMaxReplicas()),
                new Demand(
                        SignalCodec.signal(record.getSignal(), record.getTokens() != null, record.getLag() != null),
                        optional(record.getPerReplica()),
                        length(record.getWindowMs()),
                        Optional.ofNullable(record.getLag()).map(PolicyCodec::group)),
                record.getMoreSignals().stream().map(PolicyCodec::extra).toList(),
                ObjectiveCodec.read(record),
                length(record.getLeadTimeMs()),
                Mode.valueOf(record.getMode().name()),
                rules(record.getScaleUp()),
                rules(record.getScaleDown()),
                new Tuning(
                        record.getHeadroom(),
                        optional(record.getCostLimit()),
                        length(record.getWarmUpMs()).orElse(Tuning.DEFAULT.warmUp()),
                        length(record.getIdleWindowMs()),
                        new Lifecycle(
                                optional(record.getLeadQuantile()),
                                length(record.getDrainMs()),
                                Drift.valueOf(record.getDrift().name()))),
                PlacementCodec.read(record));
    }

    private static LagDemand lag(ConsumerGroup group) {
        return new LagDemand(
                group.name(),
                group.topics(),
                group.allowIdleConsumers(),
                group.rebalance().toMillis());
    }

    private static ConsumerGroup group(LagDemand lag) {
        return new ConsumerGroup(
                lag.getGroup(),
                lag.getTopics(),
                lag.getAllowIdleConsumers(),
                length(lag.getRebalanceMs()).orElse(ConsumerGroup.REBALANCE));
    }

    private static ExtraSignal extra(Demand demand) {
        return new ExtraSignal(SignalCodec.symbol(demand.signal()), boxed(demand.perReplica()));
    }

    private static Demand extra(ExtraSignal extra) {
        return new Demand(
                SignalCodec.signal(extra.getSignal(), false), optional(extra.getPerReplica()), Optional.empty());
    }

    private static dev.sluice.events.@Nullable ScalingRules rules(ScalingRules rules) {
        if (rules.equals(ScalingRules.FREE)) {
            return null;
        }
        return dev.sluice.events.ScalingRules.newBuilder()
                .setStabilizationMs(rules.stabilization().toMillis())
                .setSelect(SelectPolicy.valueOf(rules.select().name()))
                .setLimits(rules.limits().stream().map(PolicyCodec::limit).toList())
                .setTolerance(boxed(rules.tolerance()))
                .build();
    }

    private static ScalingRules rules(dev.sluice.events.ScalingRules rules) {
        if (rules == null) {
            return ScalingRules.FREE;
        }
        List<RateLimit> limits =
                rules.getLimits().stream().map(PolicyCodec::limit).toList();
        return new ScalingRules(
                length(rules.getStabilizationMs()).orElse(Duration.ZERO),
                ScalingRules.Select.valueOf(rules.getSelect().name()),
                limits,
                optional(rules.getTolerance()));
    }

    private static dev.sluice.events.RateLimit limit(RateLimit limit) {
        return new dev.sluice.events.RateLimit(
                RateLimitType.valueOf(limit.unit().name()),
                limit.value(),
                limit.period().toMillis());
    }

    private static RateLimit limit(dev.sluice.events.RateLimit limit) {
        return new RateLimit(
                RateLimit.Unit.valueOf(limit.getType().name()),
                limit.getValue(),
                Duration.ofMillis(limit.getPeriodMs()));
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static OptionalDouble optional(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static Optional<Duration> length(@Nullable Long millis) {
        return Optional.ofNullable(millis).map(Duration::ofMillis);
    }
}
