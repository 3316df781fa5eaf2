package dev.sluice.control;

import dev.sluice.allocation.rightsizing.SizeAdvice;
import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Allotment;
import dev.sluice.control.message.PoolPart;
import dev.sluice.control.placement.DecisionContext;
import dev.sluice.control.rightsizing.RightSizingQuery;
import dev.sluice.policy.Resources;
import dev.sluice.policy.schedule.EffectiveOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Writes down what a decision gives beside the number of replicas. */
final class Allotments {
    private Allotments() {}

    /** The allotment of {@code replicas} in the pools that are offered. */
    static Allotment of(DecisionContext context, Map<String, Integer> replicas, ServiceFleet fleet) {
        List<String> standing = context.standing().map(EffectiveOverrides::said).orElse(List.of());
        Optional<SizeAdvice> advised = context.sizes().flatMap(RightSizingQuery::advice);
        Optional<Resources> size = fleet.size().size().or(() -> advised.map(SizeAdvice::target));
        String advice = advised.map(SizeAdvice::said).orElse("");
        if (!context.pooled()) {
            return new Allotment(List.of(), OptionalDouble.empty(), standing, size, advice);
        }
        List<PoolPart> parts = parts(context, replicas, fleet);
        double price = parts.stream()
                .mapToDouble(part -> part.replicas() * part.pricePerHour())
                .sum();
        return new Allotment(parts, OptionalDouble.of(price), standing, size, advice);
    }

    private static List<PoolPart> parts(DecisionContext context, Map<String, Integer> replicas, ServiceFleet fleet) {
        List<Backend> backends = new ArrayList<>();
        for (PoolOffer offer : context.offers().get()) {
            String pool = offer.pool().name();
            int ordered = replicas.getOrDefault(pool, fleet.in(pool).ordered());
            int useful = Math.min(fleet.useful(pool, context.now()), ordered);
            backends.add(Backend.ofPool(pool, useful, offer.rate()));
        }
        List<Weights.Share> shares =
                Weights.of(context.service(), Weights.TOTAL, backends).shares();
        List<PoolPart> parts = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            PoolOffer offer = context.offers().get().get(i);
            String pool = offer.pool().name();
            int ordered = replicas.getOrDefault(pool, fleet.in(pool).ordered());
            OptionalInt ready = fleet.in(pool).ready();
            parts.add(new PoolPart(
                    pool,
                    ordered,
                    ready,
                    offer.rate(),
                    offer.pool().pricePerHour(),
                    shares.get(i).weight()));
        }
        return parts;
    }
}
