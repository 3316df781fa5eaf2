package dev.sluice.config.record;

import dev.sluice.events.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Placement.Moves;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.PoolTerms;
import dev.sluice.policy.SizeTerms;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** The part of a policy's record that says where a service runs and what it may cost. */
final class PlacementCodec {
    private PlacementCodec() {}

    /** Writes a placement into the record. */
    static void write(Placement placement, dev.sluice.events.ScalingPolicy.Builder record) {
        record.setPools(placement.pools().stream().map(PlacementCodec::terms).toList())
                .setSpotShare(placement.spotShare())
                .setPaybackMs(placement.moves().payback().toMillis())
                .setStartCost(placement.moves().startCost())
                .setPriority(placement.rank().priority())
                .setWeight(placement.rank().weight())
                .setTenant(placement.tenant())
                .setBudget(placement.budget().map(BudgetCodec::ofService).orElse(null))
                .setSize(placement.size().map(PlacementCodec::size).orElse(null));
    }

    /** The placement that a record says. */
    static Placement read(dev.sluice.events.ScalingPolicy record) {
        Duration payback = Optional.ofNullable(record.getPaybackMs())
                .map(Duration::ofMillis)
                .orElse(Moves.DEFAULT.payback());
        return new Placement(
                record.getPools().stream().map(PlacementCodec::terms).toList(),
                record.getSpotShare(),
                new Moves(payback, record.getStartCost()),
                new Rank(record.getPriority(), record.getWeight()),
                record.getTenant(),
                Optional.ofNullable(record.getBudget()).map(BudgetCodec::ofService),
                Optional.ofNullable(record.getSize()).map(PlacementCodec::size));
    }

    private static dev.sluice.events.PoolTerms terms(PoolTerms terms) {
        Double rate = terms.perReplica().isPresent() ? terms.perReplica().getAsDouble() : null;
        return new dev.sluice.events.PoolTerms(terms.pool(), rate, terms.min());
    }

    private static PoolTerms terms(dev.sluice.events.PoolTerms terms) {
        Double rate = terms.getPerReplica();
        return new PoolTerms(
                terms.getPool(), rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate), terms.getMin());
    }

    private static dev.sluice.events.SizeTerms size(SizeTerms size) {
        return new dev.sluice.events.SizeTerms(
                Mode.valueOf(size.mode().name()),
                size.gpuSlice(),
                size.least().map(ResourcesCodec::toRecord).orElse(null),
                size.most().map(ResourcesCodec::toRecord).orElse(null));
    }

    private static SizeTerms size(dev.sluice.events.SizeTerms size) {
        return new SizeTerms(
                dev.sluice.policy.Mode.valueOf(size.getMode().name()),
                size.getGpuSlice(),
                Optional.ofNullable(size.getLeast()).map(ResourcesCodec::fromRecord),
                Optional.ofNullable(size.getMost()).map(ResourcesCodec::fromRecord));
    }
}
