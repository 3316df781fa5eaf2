package dev.sluice.control.billing;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.money.SpendLimit;
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

/** What the budgets of a service and of its tenant allow, and what the service claims of the tenant's budget. */
public final class Budgets {
    private final String service;
    private final Catalog catalog;
    private final Costs costs;
    private final TenantClaims claims = new TenantClaims();
    private boolean changed;

    public Budgets(String service, Catalog catalog, Costs costs) {
        this.service = service;
        this.catalog = catalog;
        this.costs = costs;
    }

    /** Returns the budgets of a service under its policy, for a decision at this time. */
    public BudgetGate gate(Optional<ScalingPolicy> policy, Instant at) {
        return new BudgetGate() {
            @Override
            public SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour) {
                return isLimited(policy, at)
                        ? limit(policy, new Ask(at, wantedPerHour, floorPerHour.getAsDouble()))
                        : SpendLimit.NONE;
            }

            @Override
            public void record(double suppressedPerHour) {
                costs.forgo(suppressedPerHour, at.toEpochMilli());
            }
        };
    }

    /** Returns true if the service or its paying tenant has a budget. */
    private boolean isLimited(Optional<ScalingPolicy> policy, Instant at) {
        boolean own = policy.flatMap(p -> p.placement().budget()).isPresent();
        return own || claims.limit().isPresent() || (!costs.hasNoPayer() && isLimited(costs.payer(at.toEpochMilli())));
    }

    private boolean isLimited(String payer) {
        return !payer.isBlank() && catalog.budget(payer).isPresent();
    }

    private SpendLimit limit(Optional<ScalingPolicy> policy, Ask ask) {
        Optional<BudgetVerdict> own =
                policy.flatMap(p -> p.placement().budget()).map(budget -> verdict(budget, ask));
        Optional<SharedGrant> limit =
                claims.limit().filter(grant -> grant.tight() || grant.amount() < ask.wishPerHour());
        double most = Math.min(
                own.map(v -> v.ceilingFor(ask.wishPerHour(), ask.floorPerHour()))
                        .orElse(ask.wishPerHour()),
                limit.filter(SharedGrant::isCut).map(SharedGrant::amount).orElse(ask.wishPerHour()));
        boolean tight = own.map(BudgetVerdict::preferCheaper).orElse(false) || claims.isTight();
        String said = Stream.concat(
                        own.filter(v -> v.level() != Level.WITHIN).map(BudgetVerdict::describe).stream(),
                        limit.map(SharedGrant::detail).stream())
                .collect(Collectors.joining("; "));
        boolean cuts = most < ask.wishPerHour();
        return new SpendLimit(
                cuts ? OptionalDouble.of(most) : OptionalDouble.empty(),
                tight || cuts,
                said,
                acts(policy) ? Optional.of(new SpendLimit.Asked(ask, most)) : Optional.empty());
    }

    /** Returns the state of the service's own budget. */
    public BudgetVerdict verdict(MonthlyBudget budget, Ask ask) {
        return BudgetVerdict.of(
                budget, "service " + service, costs.spent(ask.at(), budget.zone(), ask.wishPerHour()), ask);
    }

    private static boolean acts(Optional<ScalingPolicy> policy) {
        return policy.filter(p -> p.mode() == Mode.ACT && !p.placement().pools().isEmpty())
                .isPresent();
    }

    /**
     * Returns the claim on the tenant's budget that must be sent, if any: what a decision {@code asked} for, otherwise
     * what was claimed before. If the paying tenant has changed, the claim is first withdrawn from the previous one.
     * The returned claim counts as sent.
     */
    public Optional<SharedClaim> takeClaim(Optional<ScalingPolicy> policy, Optional<Ask> asked, long now) {
        return costs.hasNoPayer() && claims.isEmpty() ? Optional.empty() : takeNews(policy, asked, now);
    }

    private Optional<SharedClaim> takeNews(Optional<ScalingPolicy> policy, Optional<Ask> asked, long now) {
        String payer = costs.payer(now);
        Optional<String> left = claims.left(payer);
        boolean limited = left.isEmpty() && isLimited(payer);
        if (!limited) {
            changed |= claims.free();
        }
        Optional<SharedClaim> claim = left.map(before -> claim(before, 0, 0, 0))
                .or(() -> limited ? Optional.of(claim(payer, asked, now, acts(policy))) : Optional.empty())
                .filter(next -> claims.mayBeNews(next, now))
                .map(next -> next.withSpend(spent(next, now)))
                .filter(next -> claims.recordIfNew(next, now));
        changed |= claim.isPresent();
        return claim;
    }

    /** Returns the withdrawal of the claim on a tenant's budget at {@code now} (ms), with the final spending. */
    public Optional<SharedClaim> takeWithdrawal(long now) {
        Optional<SharedClaim> end = claims.last()
                .filter(before -> before.wish() > 0 || before.holding() > 0)
                .map(before -> claim(before.share().name(), 0, 0, 0))
                .map(next -> next.withSpend(spent(next, now)))
                .filter(next -> claims.recordIfNew(next, now));
        changed |= end.isPresent();
        return end;
    }

    private SharedClaim claim(String payer, Optional<Ask> asked, long now, boolean acts) {
        Optional<SharedClaim> before = claims.last();
        double wish = asked.map(Ask::wishPerHour)
                .orElseGet(() -> before.map(SharedClaim::wish).orElse(0.0));
        double floor = asked.map(Ask::floorPerHour)
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

    /** Takes in the grant of the tenant's budget; returns true if it changed. */
    public boolean granted(SharedGrant grant) {
        changed = true;
        return claims.granted(grant);
    }

    /** Returns true if something changed since the last write. */
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
