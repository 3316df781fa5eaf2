package dev.sluice.config.record.check;

import dev.sluice.events.BoundsOverride;
import dev.sluice.events.DrainObjective;
import dev.sluice.events.ExpectedReplica;
import dev.sluice.events.ExtraSignal;
import dev.sluice.events.Force;
import dev.sluice.events.LagDemand;
import dev.sluice.events.LatencyObjective;
import dev.sluice.events.LearnedHistory;
import dev.sluice.events.MeasuredReplica;
import dev.sluice.events.PoolSpeed;
import dev.sluice.events.PoolTerms;
import dev.sluice.events.RateLimit;
import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ResourceClaim;
import dev.sluice.events.ResourceGrant;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.RoleReplicas;
import dev.sluice.events.RoleTerms;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.ScalingRules;
import dev.sluice.events.ScheduledBounds;
import dev.sluice.events.ServiceBudget;
import dev.sluice.events.SizeTerms;
import dev.sluice.events.TenantBudget;
import dev.sluice.events.TokensObjective;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code run} takes of what people declare and set, and for what services claim of what they share. */
public final class DeclarationChecks {
    private static final int LONGEST_MODEL = 1 << 20;
    private static final int MOST_POINTS = 10_000;
    private static final double COST_LIMIT = 1e6;

    private DeclarationChecks() {}

    public static Rejection of(String key, ScalingPolicy p) {
        return check(new Finding(), key, p).first();
    }

    /** Notes what is wrong with a policy; fields are named as in its record, with indexes: {@code pools[2].min}. */
    public static Finding check(Finding finding, String key, ScalingPolicy p) {
        finding.service(key, p.getService())
                .replicas("minReplicas", p.getMinReplicas())
                .replicas("maxReplicas", p.getMaxReplicas())
                .perReplica("perReplica", p.getPerReplica())
                .length("windowMs", p.getWindowMs(), Limits.WINDOW_MS)
                .length("leadTimeMs", p.getLeadTimeMs(), Limits.LEAD_TIME_MS)
                .length("warmUpMs", p.getWarmUpMs(), Limits.PERIOD_MS)
                .length("idleWindowMs", p.getIdleWindowMs(), Limits.PERIOD_MS)
                .length("drainMs", p.getDrainMs(), Limits.LEAD_TIME_MS)
                .length("paybackMs", p.getPaybackMs(), Limits.PERIOD_MS)
                .between("headroom", p.getHeadroom(), 0, 10)
                .amount("startCost", p.getStartCost())
                .between("priority", p.getPriority(), -Limits.RANK, Limits.RANK)
                .between("weight", p.getWeight(), 1, Limits.RANK)
                .name("tenant", p.getTenant());
        if (p.getCostLimit() != null) {
            finding.between("costLimit", p.getCostLimit(), 1, COST_LIMIT);
        }
        if (p.getDeadline() != null) {
            finding.time("deadline", p.getDeadline(), Limits.END_OF_RECORDINGS);
        }
        more(finding, p.getMoreSignals());
        objective(finding, p.getObjective());
        tokens(finding, p.getTokens());
        lag(finding, p.getLag());
        rules(finding, "scaleUp", p.getScaleUp());
        rules(finding, "scaleDown", p.getScaleDown());
        pools(finding, p.getPools());
        speeds(finding, p.getPoolSpeeds());
        roles(finding, p.getRoles());
        budget(finding, p.getBudget());
        size(finding, p.getSize());
        return finding;
    }

    private static void more(Finding finding, List<ExtraSignal> signals) {
        for (int i = 0; i < signals.size(); i++) {
            finding.perReplica(
                    "moreSignals[" + i + "].perReplica", signals.get(i).getPerReplica());
        }
    }

    public static Rejection of(String key, LearnedHistory h) {
        Finding finding = new Finding()
                .service(key, h.getService())
                .time("from", h.getFrom(), Limits.END_OF_RECORDINGS)
                .time("to", h.getTo(), Limits.END_OF_RECORDINGS)
                .length("windowMs", h.getWindowMs(), Limits.WINDOW_MS)
                .count("windows", h.getWindows(), Long.MAX_VALUE)
                .text("source", h.getSource(), Limits.TEXT)
                .count("bytes of model", h.getModel().remaining(), LONGEST_MODEL)
                .count("points of profile", points(h.getProfile()), MOST_POINTS)
                .text(
                        "profile.source",
                        h.getProfile() == null ? "" : h.getProfile().getSource(),
                        Limits.TEXT);
        replica(finding, h.getReplica());
        return finding.first();
    }

    private static void replica(Finding finding, @Nullable ExpectedReplica replica) {
        if (replica == null) {
            return;
        }
        finding.perReplica("replica.perReplica", replica.getPerReplica());
        if (replica.getQuietMs() != null) {
            finding.latency("replica.quietMs", replica.getQuietMs());
        }
        if (replica.getLimit() != null) {
            finding.latency("replica.limit.belowMs", replica.getLimit().getBelowMs());
        }
    }

    private static long points(@Nullable MeasuredReplica profile) {
        return profile == null
                ? 0
                : profile.getPrompts().size() + profile.getSteps().size();
    }

    private static void objective(Finding finding, Object objective) {
        if (objective instanceof DrainObjective drain) {
            finding.length("objective.withinMs", drain.getWithinMs(), Limits.PERIOD_MS);
        } else if (objective instanceof LatencyObjective latency) {
            finding.latency("objective.belowMs", latency.getBelowMs());
        }
    }

    private static void tokens(Finding finding, @Nullable TokensObjective tokens) {
        if (tokens != null && tokens.getFirstToken() != null) {
            finding.latency("tokens.firstToken.belowMs", tokens.getFirstToken().getBelowMs());
        }
        if (tokens != null && tokens.getInterToken() != null) {
            finding.latency("tokens.interToken.belowMs", tokens.getInterToken().getBelowMs());
        }
    }

    private static void lag(Finding finding, @Nullable LagDemand lag) {
        if (lag != null) {
            finding.named("lag.group", lag.getGroup())
                    .length("lag.rebalanceMs", lag.getRebalanceMs(), Limits.LEAD_TIME_MS);
            for (int i = 0; i < lag.getTopics().size(); i++) {
                finding.named("lag.topics[" + i + "]", lag.getTopics().get(i));
            }
        }
    }

    private static void rules(Finding finding, String field, @Nullable ScalingRules rules) {
        if (rules == null) {
            return;
        }
        List<RateLimit> limits = rules.getLimits();
        finding.length(field + ".stabilizationMs", rules.getStabilizationMs(), Limits.PERIOD_MS)
                .entries(field + ".limits", limits.size(), Limits.RATE_LIMITS);
        for (int i = 0; i < limits.size(); i++) {
            String limit = field + ".limits[" + i + "]";
            finding.length(limit + ".periodMs", limits.get(i).getPeriodMs(), Limits.PERIOD_MS)
                    .replicas(limit + ".value", limits.get(i).getValue());
        }
    }

    private static void pools(Finding finding, List<PoolTerms> pools) {
        finding.entries("pools", pools.size(), Limits.POOLS);
        for (int i = 0; i < pools.size(); i++) {
            String pool = "pools[" + i + "]";
            finding.name(pool + ".pool", pools.get(i).getPool())
                    .perReplica(pool + ".perReplica", pools.get(i).getPerReplica())
                    .replicas(pool + ".min", pools.get(i).getMin());
        }
    }

    private static void speeds(Finding finding, List<PoolSpeed> speeds) {
        finding.entries("poolSpeeds", speeds.size(), Limits.POOLS);
        for (int i = 0; i < speeds.size(); i++) {
            String speed = "poolSpeeds[" + i + "]";
            finding.name(speed + ".pool", speeds.get(i).getPool())
                    .perReplica(speed + ".speed", speeds.get(i).getSpeed());
        }
    }

    private static void roles(Finding finding, @Nullable RoleTerms roles) {
        if (roles != null) {
            role(finding, "roles.prefill", roles.getPrefill());
            role(finding, "roles.decode", roles.getDecode());
        }
    }

    private static void role(Finding finding, String field, RoleReplicas role) {
        finding.name(field + ".pool", role.getPool()).perReplica(field + ".rate", role.getRate());
    }

    private static void budget(Finding finding, @Nullable ServiceBudget budget) {
        if (budget != null) {
            finding.amount("budget.perMonth", budget.getPerMonth()).name("budget.zone", budget.getZone());
        }
    }

    private static void size(Finding finding, @Nullable SizeTerms size) {
        if (size != null) {
            finding.between("size.gpuSlice", size.getGpuSlice(), Limits.LEAST_PER_REPLICA, 1);
            size(finding, "size.least", size.getLeast());
            size(finding, "size.most", size.getMost());
        }
    }

    private static void size(Finding finding, String field, @Nullable ReplicaSize size) {
        if (size != null) {
            finding.amount(field + ".cpu", size.getCpu())
                    .count(field + ".memory", size.getMemory())
                    .amount(field + ".gpu", size.getGpu())
                    .count(field + ".gpuMemory", size.getGpuMemory())
                    .count(field + ".storage", size.getStorage());
        }
    }

    public static Rejection of(String key, ScalingOverride o) {
        Finding finding = new Finding()
                .service(key, o.getService())
                .name("id", o.getId())
                .name("owner", o.getOwner())
                .text("reason", o.getReason(), Limits.TEXT);
        if (o.getAction() instanceof Force force) {
            finding.replicas("replicas", force.getReplicas());
        } else if (o.getAction() instanceof BoundsOverride bounds) {
            finding.replicas("min", bounds.getMin()).replicas("max", bounds.getMax());
        } else if (o.getAction() instanceof ScheduledBounds bounds) {
            finding.replicas("min", bounds.getMin())
                    .replicas("max", bounds.getMax())
                    .length("lastingMs", bounds.getLastingMs(), Limits.PERIOD_MS)
                    .name("start", bounds.getStart())
                    .name("end", bounds.getEnd() == null ? "" : bounds.getEnd())
                    .name("zone", bounds.getZone());
        }
        return finding.first();
    }

    public static Rejection of(String key, ResourceGrant g) {
        return new Finding()
                .service(key, g.getService())
                .name("name", g.getName())
                .text("detail", g.getDetail(), Limits.TEXT)
                .amount("claimed", g.getClaimed())
                .amount("amount", g.getAmount())
                .count("number", g.getNumber(), Limits.GRANT_NUMBER)
                .first();
    }

    public static Rejection of(ResourceClaim c, long latest) {
        Finding finding = new Finding()
                .named("name", c.getName())
                .named("service", c.getService())
                .amount("wish", c.getWish())
                .amount("floor", c.getFloor())
                .amount("holding", c.getHolding())
                .between("priority", c.getPriority(), -Limits.RANK, Limits.RANK)
                .between("weight", c.getWeight(), 1, Limits.RANK)
                .amount("spent", c.getSpent())
                .amount("burn", c.getBurn())
                .amount("wishedBurn", c.getWishedBurn())
                .count("seen", c.getSeen() == Long.MAX_VALUE ? 0 : c.getSeen(), Limits.GRANT_NUMBER / 2)
                .time("at", c.getAt(), latest);
        return finding.first();
    }

    public static Rejection of(ResourcePool p) {
        return check(new Finding(), p).first();
    }

    /** Notes what is wrong with a pool. */
    public static Finding check(Finding finding, ResourcePool p) {
        finding.name("name", p.getName())
                .amount("pricePerHour", p.getPricePerHour())
                .replicas("limit", p.getLimit())
                .length("leadTimeMs", p.getLeadTimeMs(), Limits.LEAD_TIME_MS)
                .amount(
                        "interruptionsPerHour",
                        p.getSpot() == null ? null : p.getSpot().getInterruptionsPerHour());
        size(finding, "perReplica", p.getPerReplica());
        return finding;
    }

    public static Rejection of(TenantBudget b) {
        return check(new Finding(), b).first();
    }

    /** Notes what is wrong with a budget. */
    public static Finding check(Finding finding, TenantBudget b) {
        return finding.name("tenant", b.getTenant())
                .amount("perMonth", b.getPerMonth())
                .name("zone", b.getZone());
    }
}
