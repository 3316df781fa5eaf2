package dev.sluice.control.decision;

import dev.sluice.allocation.rightsizing.recommender.SizeAdvice;
import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Allotment;
import dev.sluice.control.message.decision.PoolPart;
import dev.sluice.control.rightsizing.RightSizingQuery;
import dev.sluice.policy.Resources;
import dev.sluice.policy.schedule.EffectiveOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Builds what a decision assigns besides the replica count. */
final class Allotments {
    private Allotments() {}

    /** Returns the allotment of {@code replicas} in the offered pools. */
    static Allotment of(
            DecisionContext context, List<PoolOffer> offers, Map<String, Integer> replicas, ServiceFleet fleet) {
        List<String> standing =
                context.standing().map(EffectiveOverrides::describe).orElse(List.of());
        Optional<SizeAdvice> advised = context.sizes().flatMap(RightSizingQuery::advice);
        Optional<Resources> size = fleet.size().size().or(() -> advised.map(SizeAdvice::target));
        String advice = advised.map(SizeAdvice::describe).orElse("");
        if (!context.pooled()) {
            return new Allotment(List.of(), OptionalDouble.empty(), standing, size, advice);
        }
        List<PoolPart> parts = parts(context, offers, replicas, fleet);
        double price = parts.stream()
                .mapToDouble(part -> part.replicas() * part.pricePerHour())
                .sum();
        return new Allotment(parts, OptionalDouble.of(price), standing, size, advice);
    }

    private static List<PoolPart> parts(
            DecisionContext context, List<PoolOffer> offers, Map<String, Integer> replicas, ServiceFleet fleet) {
        List<Backend> backends = new ArrayList<>();
        for (PoolOffer offer : offers) {
            String pool = offer.pool().name();
            int ready = Math.min(fleet.ready(pool, context.now()), ordered(pool, replicas, fleet));
            backends.add(Backend.ofPool(pool, ready, offer.rate()));
        }
        boolean apart = context.policy().flatMap(p -> p.placement().roles()).isPresent();
        List<Weights.Share> shares =
                Weights.of(context.service(), Weights.TOTAL, backends).shares();
        List<PoolPart> parts = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            PoolOffer offer = offers.get(i);
            String pool = offer.pool().name();
            parts.add(new PoolPart(
                    pool,
                    ordered(pool, replicas, fleet),
                    fleet.in(pool).ready(),
                    offer.rate(),
                    offer.pool().pricePerHour(),
                    // each request passes through both roles
                    apart ? Weights.TOTAL : shares.get(i).weight()));
        }
        return parts;
    }

    private static int ordered(String pool, Map<String, Integer> replicas, ServiceFleet fleet) {
        return replicas.getOrDefault(pool, fleet.in(pool).ordered());
    }
}
