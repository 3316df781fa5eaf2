package dev.sluice.cost;

import dev.sluice.allocation.shared.Share;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement.Rank;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The money of one tenant, shared by its services: holds the newest claim of each and grants every wish, or under a hard
 * budget that will not do its floor and the same part of what is above it.
 *
 * <p>Not thread-safe.
 */
public final class SharedBudget {
    /** A grant that changed by less than this part is not given anew. */
    private static final double NOTICEABLE = .005;

    private final String tenant;
    private final TreeMap<String, Held> held = new TreeMap<>();

    public SharedBudget(String tenant) {
        this.tenant = tenant;
    }

    /**
     * The newest claim of a service.
     *
     * @param at when it came
     * @param granted what the service was last told that it may take; below 0: nothing yet
     */
    private record Held(SharedClaim claim, Instant at, double granted) {
        boolean isWithdrawn() {
            return claim.wish() == 0;
        }

        /** Money of the month of {@code now}: what the claim told and, for the hour until the next, what it holds. */
        double spentBy(Instant now, ZoneId zone) {
            if (!isOf(now, zone)) {
                return 0;
            }
            double hours = (double) (now.toEpochMilli() - at.toEpochMilli()) / HourCost.HOUR;
            return claim.spend().spent() + claim.holding() * Math.max(0, Math.min(1, hours));
        }

        boolean isOf(Instant now, ZoneId zone) {
            return Spending.monthOf(at, zone) >= Spending.monthOf(now, zone);
        }

        /** What a service that has not cost anything yet wishes is taken for its pace. */
        double pace(double burn) {
            if (isWithdrawn()) {
                return 0;
            }
            return burn > 0 ? burn : claim.wish();
        }
    }

    /** Takes in a claim; gives its grant, and those of other services that it changed noticeably. */
    public List<SharedGrant> claim(SharedClaim claim, Optional<MonthlyBudget> budget, Instant now) {
        if (!claim.share().equals(Share.tenant(tenant))) {
            throw new IllegalArgumentException(claim.share() + " is not the money of " + tenant);
        }
        held.put(claim.service(), new Held(claim, now.truncatedTo(ChronoUnit.MILLIS), -1));
        return review(budget, now);
    }

    /** The grants that time or another budget changed noticeably. */
    public List<SharedGrant> review(Optional<MonthlyBudget> budget, Instant now) {
        ZoneId zone = budget.map(MonthlyBudget::zone).orElse(ZoneOffset.UTC);
        Optional<BudgetVerdict> verdict = budget.map(b -> verdict(b, now));
        List<SharedGrant> changed = new ArrayList<>();
        for (Held each : List.copyOf(held.values())) {
            SharedGrant grant = grant(each.claim, verdict);
            if (isNoticeable(each.granted, grant.amount())) {
                held.put(grant.service(), new Held(each.claim, each.at, grant.amount()));
                changed.add(grant);
            }
        }
        // what a service that withdrew has spent counts to the end of the month
        held.values().removeIf(each -> each.isWithdrawn() && !each.isOf(now, zone));
        return changed;
    }

    /** How the budget stands with all claims together. */
    public BudgetVerdict verdict(MonthlyBudget budget, Instant now) {
        Collection<Held> all = held.values();
        Spend spend = new Spend(
                all.stream().mapToDouble(each -> each.spentBy(now, budget.zone())).sum(),
                all.stream().mapToDouble(each -> each.pace(each.claim.spend().burn())).sum(),
                all.stream()
                        .mapToDouble(each -> each.pace(each.claim.spend().wishedBurn()))
                        .sum());
        double wish = all.stream().mapToDouble(each -> each.claim.wish()).sum();
        double floor = all.stream()
                .mapToDouble(each -> Math.min(each.claim.floor(), each.claim.wish()))
                .sum();
        return BudgetVerdict.of(budget, "tenant " + tenant, spend, new Ask(now, wish, floor));
    }

    private SharedGrant grant(SharedClaim claim, Optional<BudgetVerdict> verdict) {
        double amount =
                verdict.map(v -> v.ceilingFor(claim.wish(), claim.floor())).orElse(claim.wish());
        String detail = verdict.map(BudgetVerdict::said).orElse("tenant " + tenant + ": no budget");
        return new SharedGrant(claim.share(), claim.service(), claim.wish(), amount, detail);
    }

    private static boolean isNoticeable(double before, double now) {
        return before < 0 || Math.abs(now - before) > NOTICEABLE * Math.max(now, before);
    }

    /** Writes the claims. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(held.size());
        for (Held each : held.values()) {
            SharedClaim claim = each.claim;
            out.writeUTF(claim.service());
            out.writeDouble(claim.wish());
            out.writeDouble(claim.floor());
            out.writeDouble(claim.holding());
            out.writeInt(claim.rank().priority());
            out.writeInt(claim.rank().weight());
            out.writeDouble(claim.spend().spent());
            out.writeDouble(claim.spend().burn());
            out.writeDouble(claim.spend().wishedBurn());
            out.writeLong(each.at.toEpochMilli());
            out.writeDouble(each.granted);
        }
    }

    /** The money of a tenant as it was written. */
    public static SharedBudget read(String tenant, DataInput in) throws IOException {
        SharedBudget budget = new SharedBudget(tenant);
        for (int left = in.readInt(); left > 0; left--) {
            SharedClaim claim = new SharedClaim(
                    Share.tenant(tenant),
                    in.readUTF(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    new Rank(in.readInt(), in.readInt()),
                    new Spend(in.readDouble(), in.readDouble(), in.readDouble()));
            Instant at = Instant.ofEpochMilli(in.readLong());
            budget.held.put(claim.service(), new Held(claim, at, in.readDouble()));
        }
        return budget;
    }
}
