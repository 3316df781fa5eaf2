package dev.sluice.control.placement;

import dev.sluice.allocation.CheapestMix;
import dev.sluice.allocation.Mix;
import dev.sluice.allocation.MixWish;
import dev.sluice.allocation.PoolChoice;
import dev.sluice.allocation.batch.BatchJob;
import dev.sluice.allocation.batch.BatchPlan;
import dev.sluice.allocation.batch.BatchPlanner;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.Load;
import dev.sluice.control.message.SpendLimit;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** The cheapest ways to carry a load: a mix of pools or, for work with an end, a finish in time. */
public final class PlacementSearch {
    /** Where a budget is short, a move to what is cheaper may take this long to pay. */
    private static final Duration CHEAPER_PAYBACK = Duration.ofHours(4);

    private final PlacementPlanner.Situation now;
    private final Bridge bridge;

    PlacementSearch(PlacementPlanner.Situation now, List<Stage> stages) {
        this.now = now;
        this.bridge = new Bridge(now, stages);
    }

    /**
     * A way to carry a load.
     *
     * @param replicas of each pool how many
     * @param reason why so
     * @param said why, in words
     * @param plan how the work is finished, where it has an end
     */
    public record Answer(Map<String, Integer> replicas, Reason reason, String said, Optional<BatchPlan> plan) {
        private Answer withPlan(Optional<BatchPlan> other) {
            return new Answer(replicas, reason, said, other);
        }
    }

    /** The cheapest way with at most {@code most} replicas of each pool, within what money allows. */
    Answer of(Load load, ToIntFunction<PoolOffer> most, SpendLimit money) {
        return load.batch().isPresent() ? finish(load.batch().get(), most, money) : mix(load.demand(), most, money);
    }

    /** The cheapest finish in time; where that is too dear, as much as the money buys, and the work ends when it does. */
    private Answer finish(Load.Batch batch, ToIntFunction<PoolOffer> most, SpendLimit money) {
        Answer planned = finish(batch, most);
        double ceiling = money.ceiling().orElse(Double.POSITIVE_INFINITY);
        return price(planned.replicas()) <= ceiling * (1 + 1e-12)
                ? planned
                : mix(now.fleet().capacity(planned.replicas()), most, money).withPlan(planned.plan());
    }

    /** Money an hour for replicas of pools that can be had. */
    double price(Map<String, Integer> replicas) {
        return now.offers().stream()
                .mapToDouble(offer -> replicas.getOrDefault(offer.pool().name(), 0)
                        * offer.pool().pricePerHour())
                .sum();
    }

    private Answer mix(double demand, ToIntFunction<PoolOffer> most, SpendLimit money) {
        Placement placement = now.placement();
        Duration payback = placement.moves().payback();
        Duration patience = money.preferCheaper() && payback.compareTo(CHEAPER_PAYBACK) < 0 ? CHEAPER_PAYBACK : payback;
        MixWish wish = new MixWish(
                demand,
                choices(most),
                placement.spotShare(),
                new MixWish.Move(patience, placement.moves().startCost()),
                money.ceiling());
        Mix mix = CheapestMix.find(wish);
        Reason reason = switch (mix.outcome()) {
            case CARRIED -> Reason.CHEAPEST_MIX;
            case SHORT_OF_REPLICAS -> Reason.POOL_LIMIT;
            case SHORT_OF_MONEY -> Reason.BUDGET;
        };
        return new Answer(byPool(mix.parts()), reason, mix.said(), Optional.empty());
    }

    private Answer finish(Load.Batch batch, ToIntFunction<PoolOffer> most) {
        BatchJob job = new BatchJob(
                now.policy().service(), batch.work(), batch.deadline(), choices(most), BatchJob.Terms.DEFAULT);
        BatchPlan plan = BatchPlanner.plan(job, Instant.ofEpochMilli(now.at()));
        Reason reason = plan.onTime() ? Reason.BACKLOG : Reason.POOL_LIMIT;
        Map<String, Integer> replicas = byPool(plan.parts());
        now.offers().forEach(offer -> replicas.merge(offer.pool().name(), offer.min(), Math::max));
        return new Answer(replicas, reason, plan.said(), Optional.of(plan));
    }

    private List<PoolChoice> choices(ToIntFunction<PoolOffer> most) {
        return now.offers().stream()
                .map(offer -> PoolChoice.of(bridge.priced(offer), offer.rate())
                        .withMinimum(offer.min())
                        .withLimit(most.applyAsInt(offer))
                        .withRunning(now.fleet().in(offer.pool().name()).ordered()))
                .toList();
    }

    private static Map<String, Integer> byPool(List<Mix.Part> parts) {
        Map<String, Integer> replicas = new TreeMap<>();
        parts.forEach(part -> replicas.merge(part.pool(), part.replicas(), Integer::sum));
        return replicas;
    }
}
