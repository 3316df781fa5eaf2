package dev.sluice.web.model.summary;

import dev.sluice.demand.Signal;
import dev.sluice.explain.Units;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.OverrideSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Summary} together. */
public record SummaryOf(
        Optional<Newest> newest, Optional<ScalingPolicy> policy, Condition condition, OverrideSet overrides) {
    public static final int SPARK = 60;

    public Summary summary(String service, float[] seen) {
        Optional<Signal> signal =
                newest.map(Newest::signal).or(() -> policy.map(p -> p.demand().signal()));
        return new Summary(
                service,
                condition.state().toString(),
                condition.why(),
                text(signal),
                signal.map(Units::of).orElse(""),
                amount(Newest.Amounts::seen),
                amount(Newest.Amounts::forecast),
                amount(Newest.Amounts::upper),
                count(n -> n.counts().ready()),
                count(Newest::ordered),
                count(n -> n.counts().target()),
                amount(Newest.Amounts::capacity),
                amount(Newest.Amounts::perReplica),
                newest.map(Newest::pools).orElse(List.of()).stream()
                        .map(pool ->
                                new Summary.PoolPart(pool.pool(), pool.target(), Numbers.countOrNull(pool.ready())))
                        .toList(),
                amount(Newest.Amounts::unserved),
                policy.map(p -> p.objective().share()).orElse(null),
                policy.map(p -> ObjectiveWords.of(p.objective())).orElse(""),
                amount(Newest.Amounts::pricePerHour),
                text(newest.map(Newest::mode)),
                text(newest.map(Newest::reason)),
                newest.map(Newest::detail).orElse(""),
                newest.map(n -> Numbers.countOrNull(n.amounts().leadTimeMs())).orElse(null),
                newest.map(Newest::at).orElse(null),
                spark(seen),
                overrides.overrides().size() + overrides.schedules().size());
    }

    private @Nullable Double amount(ToDoubleFunction<Newest.Amounts> of) {
        return newest.map(n -> Numbers.orNull(of.applyAsDouble(n.amounts()))).orElse(null);
    }

    private @Nullable Integer count(Function<Newest, Integer> of) {
        return newest.map(n -> Numbers.countOrNull(of.apply(n))).orElse(null);
    }

    private static @Nullable String text(Optional<? extends Enum<?>> constant) {
        return constant.map(Enum::name).orElse(null);
    }

    private static List<@Nullable Double> spark(float[] seen) {
        List<@Nullable Double> all = new ArrayList<>(seen.length);
        for (float one : seen) {
            all.add(Numbers.orNull(one));
        }
        return all;
    }
}
