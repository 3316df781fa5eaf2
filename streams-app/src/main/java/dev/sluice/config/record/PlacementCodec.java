package dev.sluice.config.record;

import dev.sluice.events.Mode;
import dev.sluice.events.PoolSpeed;
import dev.sluice.events.RoleReplicas;
import dev.sluice.events.RoleTerms;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Placement.Moves;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

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
                .setSize(placement.size().map(PlacementCodec::size).orElse(null))
                .setPoolSpeeds(speeds(placement.pools()))
                .setRoles(placement.roles().map(PlacementCodec::roles).orElse(null));
    }

    /** The placement that a record says. */
    static Placement read(dev.sluice.events.ScalingPolicy record) {
        Duration payback = Optional.ofNullable(record.getPaybackMs())
                .map(Duration::ofMillis)
                .orElse(Moves.DEFAULT.payback());
        return new Placement(
                record.getPools().stream()
                        .map(terms -> terms(terms, record.getPoolSpeeds()))
                        .toList(),
                record.getSpotShare(),
                new Moves(payback, record.getStartCost()),
                new Rank(record.getPriority(), record.getWeight()),
                record.getTenant(),
                Optional.ofNullable(record.getBudget()).map(BudgetCodec::ofService),
                Optional.ofNullable(record.getSize()).map(PlacementCodec::size),
                Optional.ofNullable(record.getRoles()).map(PlacementCodec::roles));
    }

    /** They stand beside the pools, whose record earlier versions know as it is. */
    private static List<PoolSpeed> speeds(List<PoolTerms> pools) {
        return pools.stream()
                .filter(terms -> terms.speed().isPresent())
                .map(terms -> new PoolSpeed(terms.pool(), terms.speed().getAsDouble()))
                .toList();
    }

    private static OptionalDouble speed(String pool, List<PoolSpeed> speeds) {
        return speeds.stream()
                .filter(speed -> speed.getPool().equals(pool))
                .mapToDouble(PoolSpeed::getSpeed)
                .findFirst();
    }

    private static dev.sluice.events.PoolTerms terms(PoolTerms terms) {
        return new dev.sluice.events.PoolTerms(terms.pool(), boxed(terms.perReplica()), terms.min());
    }

    private static PoolTerms terms(dev.sluice.events.PoolTerms terms, List<PoolSpeed> speeds) {
        return new PoolTerms(
                terms.getPool(), optional(terms.getPerReplica()), terms.getMin(), speed(terms.getPool(), speeds));
    }

    private static RoleTerms roles(Roles roles) {
        return new RoleTerms(role(roles.prefill()), role(roles.decode()));
    }

    private static RoleReplicas role(Roles.Of role) {
        return new RoleReplicas(role.pool(), boxed(role.rate()));
    }

    private static Roles roles(RoleTerms roles) {
        return new Roles(role(roles.getPrefill()), role(roles.getDecode()));
    }

    private static Roles.Of role(RoleReplicas role) {
        return new Roles.Of(role.getPool(), optional(role.getRate()));
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static OptionalDouble optional(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
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
