package dev.sluice.control.billing;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.SpendLimit;
import dev.sluice.cost.BudgetVerdict;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.cost.BudgetVerdict.Level;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the budgets of a service and of its tenant allow it, and what it claims of the tenant's. */
public final class Budgets {
    private final String service;
    private final Catalog catalog;
    private final Costs costs;
    private final TenantClaims claims = new TenantClaims();
    private Optional<Asked> asked = Optional.empty();
    private boolean changed;

    /**
     * What was last asked for.
     *
     * @param ask what was asked for
     * @param most most money an hour that was answered
     */
    private record Asked(Ask ask, double most) {
        /**
         * Money an hour that the cut kept from being spent where {@code taken} is: what is above the floor, scaled up by
         * the share that was left of it. Where replicas are so large that they leave part of the money over, that part was
         * not needed, and later shares are the larger for it.
         */
        double forgone(double taken) {
            double floor = Math.min(ask.floorPerHour(), ask.wishPerHour());
            double wish = ask.wishPerHour();
            double share = most > floor ? (most - floor) / (wish - floor) : 0;
            double wished = share > 0 ? Math.min(wish, floor + (taken - floor) / share) : wish;
            return Math.max(0, wished - taken);
        }
    }

    public Budgets(String service, Catalog catalog, Costs costs) {
        this.service = service;
        this.catalog = catalog;
        this.costs = costs;
    }

    /** The purse of a service at a time; what one that acts asks for is noted, to be claimed. */
    public SpendLimit.Purse purse(Optional<ScalingPolicy> policy, Instant at) {
        return new SpendLimit.Purse() {
            @Override
            public SpendLimit ask(double wishPerHour, DoubleSupplier floorPerHour) {
                asked = Optional.empty();
                return isLimited(policy, at)
                        ? Budgets.this.ask(policy, new Ask(at, wishPerHour, floorPerHour.getAsDouble()))
                        : SpendLimit.NO_MATTER;
            }

            @Override
            public void take(double perHour) {
                double forgone = asked.map(last -> last.forgone(perHour)).orElse(0.0);
                costs.forgo(forgone, at.toEpochMilli());
            }
        };
    }

    /** Whether there is a budget of the service, or of whoever pays for it. */
    private boolean isLimited(Optional<ScalingPolicy> policy, Instant at) {
        boolean own = policy.flatMap(p -> p.placement().budget()).isPresent();
        return own || claims.limit().isPresent() || isLimited(costs.payer(at.toEpochMilli()));
    }

    private boolean isLimited(String payer) {
        return !payer.isBlank() && catalog.budget(payer).isPresent();
    }

    private SpendLimit ask(Optional<ScalingPolicy> policy, Ask ask) {
        Optional<BudgetVerdict> own =
                policy.flatMap(p -> p.placement().budget()).map(budget -> verdict(budget, ask));
        Optional<SharedGrant> limit =
                claims.limit().filter(grant -> grant.tight() || grant.amount() < ask.wishPerHour());
        double most = Math.min(
                own.map(v -> v.ceilingFor(ask.wishPerHour(), ask.floorPerHour()))
                        .orElse(ask.wishPerHour()),
                limit.filter(SharedGrant::isCut).map(SharedGrant::amount).orElse(ask.wishPerHour()));
        asked = acts(policy) ? Optional.of(new Asked(ask, most)) : asked;
        boolean tight = own.map(BudgetVerdict::preferCheaper).orElse(false) || claims.isTight();
        String said = Stream.concat(
                        own.filter(v -> v.level() != Level.WITHIN).map(BudgetVerdict::said).stream(),
                        limit.map(SharedGrant::detail).stream())
                .collect(Collectors.joining("; "));
        boolean cuts = most < ask.wishPerHour();
        return new SpendLimit(cuts ? OptionalDouble.of(most) : OptionalDouble.empty(), tight || cuts, said);
    }

    /** How the service's own budget stands. */
    public BudgetVerdict verdict(MonthlyBudget budget, Ask ask) {
        return BudgetVerdict.of(
                budget, "service " + service, costs.spent(ask.at(), budget.zone(), ask.wishPerHour()), ask);
    }

    private static boolean acts(Optional<ScalingPolicy> policy) {
        return policy.filter(p -> p.mode() == Mode.ACT && !p.placement().pools().isEmpty())
                .isPresent();
    }

    /**
     * The claim of the tenant's money that has to be sent, if any: what was asked for since the last call, or else what
     * was claimed before. A service that another tenant pays for from now on first withdraws from the one before.
     */
    public Optional<SharedClaim> claim(Optional<ScalingPolicy> policy, long now) {
        String payer = costs.payer(now);
        Optional<String> left = claims.left(payer);
        boolean limited = left.isEmpty() && isLimited(payer);
        if (!limited) {
            changed |= claims.free();
        }
        Optional<SharedClaim> claim = left.map(before -> claim(before, 0, 0, 0))
                .or(() -> limited ? Optional.of(claim(payer, now, acts(policy))) : Optional.empty())
                .filter(next -> claims.mayBeNews(next, now))
                .map(next -> next.withSpend(spent(next, now)))
                .filter(next -> claims.isNews(next, now));
        asked = Optional.empty();
        changed |= claim.isPresent();
        return claim;
    }

    private SharedClaim claim(String payer, long now, boolean acts) {
        Optional<SharedClaim> before = claims.last();
        double wish = asked.map(last -> last.ask.wishPerHour())
                .orElseGet(() -> before.map(SharedClaim::wish).orElse(0.0));
        double floor = asked.map(last -> last.ask.floorPerHour())
                .orElseGet(() -> before.map(SharedClaim::floor).orElse(0.0));
        double holding = costs.perHour(now);
        return acts ? claim(payer, wish, floor, holding) : claim(payer, 0, 0, holding);
    }

    private SharedClaim claim(String tenant, double wish, double floor, double holding) {
        return new SharedClaim(SharedResource.tenant(tenant), service, wish, floor, holding, Rank.EQUAL, Spend.NONE);
    }

    private Spend spent(SharedClaim claim, long now) {
        String tenant = claim.share().name();
        ZoneId zone = catalog.budget(tenant).map(MonthlyBudget::zone).orElse(ZoneOffset.UTC);
        return costs.spent(tenant, Instant.ofEpochMilli(now), zone, claim.wish());
    }

    /** Takes in what the tenant's budget leaves to the service; whether that is other than before. */
    public boolean granted(SharedGrant grant) {
        changed = true;
        return claims.granted(grant);
    }

    /** Whether something changed since it was written. */
    public boolean changed() {
        return changed;
    }

    public void write(DataOutput out) throws IOException {
        claims.write(out);
        changed = false;
    }

    public void read(DataInput in) throws IOException {
        claims.read(in);
    }
}
