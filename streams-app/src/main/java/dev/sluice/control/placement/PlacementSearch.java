package dev.sluice.control.placement;

import dev.sluice.allocation.CheapestMix;
import dev.sluice.allocation.Mix;
import dev.sluice.allocation.MixRequest;
import dev.sluice.allocation.Pool;
import dev.sluice.allocation.PoolChoice;
import dev.sluice.allocation.batch.BatchJob;
import dev.sluice.allocation.batch.BatchPlan;
import dev.sluice.allocation.batch.BatchPlanner;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.placement.problem.PlacementOption;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.policy.Placement;
import dev.sluice.policy.trace.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Finds the cheapest way to carry a load: a mix of pools or, for work with a deadline, a finish in time. */
final class PlacementSearch {
    /** If a budget is short, a move to cheaper pools may take this long to pay back. */
    private static final Duration CHEAPER_PAYBACK = Duration.ofHours(4);

    private final PlacementProblem problem;
    /** The available pools, in order, each with its maximum. */
    private final List<PoolChoice> pools;

    PlacementSearch(PlacementProblem problem, Bridge bridge) {
        this.problem = problem;
        this.pools = problem.offers().stream()
                .map(offer -> choice(bridge.priced(offer), offer))
                .toList();
    }

    /** Finds the cheapest option with at most {@code max} replicas of each pool, within the spending limit. */
    PlacementOption find(Load load, ToIntFunction<PoolOffer> max, SpendLimit limit) {
        return load.batch().isPresent() ? finish(load.batch().get(), max, limit) : mix(load, max, limit);
    }

    /**
     * Finds the cheapest finish in time. If that is too expensive, it buys what the money allows, and the work ends
     * later.
     */
    private PlacementOption finish(Load.Batch batch, ToIntFunction<PoolOffer> max, SpendLimit limit) {
        PlacementOption planned = planned(batch, max, limit);
        double ceiling = limit.ceiling().orElse(Double.POSITIVE_INFINITY);
        return problem.price(planned.replicas()) <= ceiling * (1 + 1e-12)
                ? planned
                : mix(Load.ofReplicas(problem.fleet().capacity(planned.replicas())), max, limit)
                        .withPlan(planned.plan());
    }

    private PlacementOption mix(Load load, ToIntFunction<PoolOffer> max, SpendLimit limit) {
        Placement placement = problem.placement();
        Duration payback = placement.moves().payback();
        Duration patience = limit.preferCheaper() && payback.compareTo(CHEAPER_PAYBACK) < 0 ? CHEAPER_PAYBACK : payback;
        MixRequest request = new MixRequest(
                load.demand(),
                load.counted() ? choices(max).stream().map(PoolChoice::inFull).toList() : choices(max),
                placement.spotShare(),
                new MixRequest.Move(patience, placement.moves().startCost()),
                limit.ceiling());
        Mix mix = CheapestMix.find(request);
        Reason reason = switch (mix.outcome()) {
            case CARRIED -> Reason.CHEAPEST_MIX;
            case SHORT_OF_REPLICAS -> Reason.POOL_LIMIT;
            case SHORT_OF_MONEY -> Reason.BUDGET;
        };
        return new PlacementOption(byPool(mix.parts()), reason, mix.describe(), Optional.empty(), limit);
    }

    private PlacementOption planned(Load.Batch batch, ToIntFunction<PoolOffer> max, SpendLimit limit) {
        BatchJob job = new BatchJob(
                problem.policy().service(), batch.work(), batch.deadline(), choices(max), BatchJob.Terms.DEFAULT);
        BatchPlan plan = BatchPlanner.plan(job, Instant.ofEpochMilli(problem.at()));
        Reason reason = plan.onTime() ? Reason.BACKLOG : Reason.POOL_LIMIT;
        Map<String, Integer> replicas = byPool(plan.parts());
        problem.offers().forEach(offer -> replicas.merge(offer.pool().name(), offer.min(), Math::max));
        return new PlacementOption(replicas, reason, plan.said(), Optional.of(plan), limit);
    }

    private PoolChoice choice(Pool priced, PoolOffer offer) {
        int running = problem.fleet().in(offer.pool().name()).ordered();
        return new PoolChoice(priced, offer.rate(), offer.min(), priced.limit(), running, Duration.ZERO);
    }

    private List<PoolChoice> choices(ToIntFunction<PoolOffer> max) {
        return IntStream.range(0, pools.size())
                .mapToObj(i ->
                        pools.get(i).withLimit(max.applyAsInt(problem.offers().get(i))))
                .toList();
    }

    private static Map<String, Integer> byPool(List<Mix.Part> parts) {
        Map<String, Integer> replicas = new TreeMap<>();
        parts.forEach(part -> replicas.merge(part.pool(), part.replicas(), Integer::sum));
        return replicas;
    }
}
