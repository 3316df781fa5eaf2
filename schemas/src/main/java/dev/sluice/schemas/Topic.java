package dev.sluice.schemas;

import dev.sluice.events.DemandForecast;
import dev.sluice.events.LearnedHistory;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ResourceClaim;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ResourceGrant;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.TenantBudget;
import dev.sluice.events.UsageEvent;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One topic of the contract: its name without a prefix, what its values are and whether it keeps only the newest of a key. */
public enum Topic {
    /** What instances of services were asked to do. */
    REQUEST_RATE_EVENTS("request-rate-events", RequestRateEvent.class, false),
    /** What instances of services used. */
    USAGE_EVENTS("usage-events", UsageEvent.class, false),
    /** Demand expected. */
    DEMAND_FORECASTS("demand-forecasts", DemandForecast.class, false),
    /** What was decided and why. */
    SCALING_DECISIONS("scaling-decisions", ScalingDecision.class, false),
    /** What executors are to do. */
    SCALING_COMMANDS("scaling-commands", ScalingCommand.class, true),
    /** What became of it. */
    SCALING_ACKS("scaling-acks", ScalingAck.class, false),
    /** What teams want. */
    SCALING_POLICIES("scaling-policies", ScalingPolicy.class, true),
    /** What it cost. */
    RESOURCE_COSTS("resource-costs", ResourceCost.class, false),
    /** What pools of machines there are. */
    RESOURCE_POOLS("resource-pools", ResourcePool.class, true),
    /** What tenants may spend. */
    TENANT_BUDGETS("tenant-budgets", TenantBudget.class, true),
    /** What people set by hand or by the calendar. */
    SCALING_OVERRIDES("scaling-overrides", ScalingOverride.class, false),
    /** What services want of what they share: pools with a limit, money of a tenant. */
    RESOURCE_CLAIMS("resource-claims", ResourceClaim.class, false),
    /** What they may take of it. */
    RESOURCE_GRANTS("resource-grants", ResourceGrant.class, false),
    /** What was learned of services' past demand, by {@code sluice learn}. */
    LEARNED_HISTORIES("learned-histories", LearnedHistory.class, true),
    /** Records that could not be used, as they came, with the reason in their headers. */
    DEAD_LETTERS("dead-letters", null, false);

    private final String plainName;
    private final Optional<Class<? extends SpecificRecord>> valueType;
    private final boolean compacted;

    Topic(String plainName, @Nullable Class<? extends SpecificRecord> valueType, boolean compacted) {
        this.plainName = plainName;
        this.valueType = Optional.ofNullable(valueType);
        this.compacted = compacted;
    }

    /** The name without a prefix. */
    public String plainName() {
        return plainName;
    }

    /** Class of the values; empty for {@link #DEAD_LETTERS}, whose values are any bytes. */
    public Optional<Class<? extends SpecificRecord>> valueType() {
        return valueType;
    }

    /** Schema of the values as others see it: without the marks that only Java's generated classes need. */
    public Optional<Schema> schema() {
        return valueType.map(type -> PlainSchema.of(SpecificData.get().getSchema(type)));
    }

    /** Whether the topic keeps only the newest record of a key. */
    public boolean compacted() {
        return compacted;
    }
}
