package dev.sluice.cost;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.policy.MonthlyBudget;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The budget of one tenant, shared by its services. It holds the newest claim of each. It grants every claim in full,
 * unless a hard budget is too small: then each claim gets its minimum and the same part of the rest.
 *
 * <p>Not thread-safe.
 */
public final class SharedBudget {
    /** A grant that changed by less than this part is not sent again. */
    private static final double NOTICEABLE = .005;
    /** Money that was said not to last is said to last again when the month will end below this part of it. */
    private static final double LASTS = .97;

    private final String tenant;
    private final TreeMap<String, Held> held = new TreeMap<>();

    public SharedBudget(String tenant) {
        this.tenant = tenant;
    }

    /** The money of a tenant with the claims that were held. */
    public static SharedBudget of(String tenant, Collection<Held> held) {
        SharedBudget budget = new SharedBudget(tenant);
        held.forEach(each -> budget.held.put(each.claim.service(), each));
        return budget;
    }

    /** What is held of a service: the whole of its state here; empty where it claims nothing and spent nothing. */
    public Optional<Held> held(String service) {
        return Optional.ofNullable(held.get(service));
    }

    /**
     * The newest claim of a service.
     *
     * @param at when it came
     * @param granted what the service was last told that it may take, money per hour, without the words; empty: nothing yet
     */
    public record Held(SharedClaim claim, Instant at, Optional<SharedGrant> granted) {
        private boolean isWithdrawn() {
            return claim.wish() == 0;
        }

        private boolean isNews(SharedGrant next) {
            double before = granted.map(SharedGrant::amount).orElse(-1.0);
            return before < 0
                    || next.tight() != wasTight()
                    || Math.abs(next.amount() - before) > NOTICEABLE * Math.max(next.amount(), before);
        }

        private boolean wasTight() {
            return granted.map(SharedGrant::tight).orElse(false);
        }

        private SharedGrant grant(double amount, String detail, boolean tight) {
            return new SharedGrant(claim.share(), claim.service(), claim.wish(), amount, detail, tight);
        }

        private Held granting(SharedGrant next) {
            return new Held(claim, at, Optional.of(grant(next.amount(), "", next.tight())));
        }

        /** Money of the month of {@code now}: what the claim told and, for the hour until the next, what it holds. */
        private double spentBy(Instant now, ZoneId zone) {
            if (!isOf(now, zone)) {
                return 0;
            }
            double hours = (double) (now.toEpochMilli() - at.toEpochMilli()) / HourCost.HOUR;
            return claim.spend().spent() + claim.holding() * Math.max(0, Math.min(1, hours));
        }

        private boolean isOf(Instant now, ZoneId zone) {
            return Spending.monthOf(at, zone) >= Spending.monthOf(now, zone);
        }

        /** What a service that has not cost anything yet wishes is taken for its pace. */
        private double pace(double burn) {
            if (isWithdrawn()) {
                return 0;
            }
            return burn > 0 ? burn : claim.wish();
        }
    }

    /** Processes a claim. Returns its grant, and the grants of other services that changed noticeably. */
    public List<SharedGrant> claim(SharedClaim claim, Optional<MonthlyBudget> budget, Instant now) {
        take(claim, now);
        return review(budget, now, Set.of(claim.service()));
    }

    /** Stores a claim that the next review answers. */
    public void take(SharedClaim claim, Instant now) {
        if (!claim.share().equals(SharedResource.tenant(tenant))) {
            throw new IllegalArgumentException(claim.share() + " is not the money of " + tenant);
        }
        Optional<SharedGrant> before = held(claim.service()).flatMap(Held::granted);
        held.put(claim.service(), new Held(claim, now.truncatedTo(ChronoUnit.MILLIS), before));
    }

    /** The grants that time or another budget changed noticeably. */
    public List<SharedGrant> review(Optional<MonthlyBudget> budget, Instant now) {
        return review(budget, now, Set.of());
    }

    /** The same; the services that are {@code asking} are answered whatever their grant. */
    public List<SharedGrant> review(Optional<MonthlyBudget> budget, Instant now, Set<String> asking) {
        Optional<BudgetVerdict> verdict = budget.map(b -> verdict(b, now));
        String detail = verdict.map(BudgetVerdict::describe).orElse("tenant " + tenant + ": no budget");
        List<SharedGrant> changed = new ArrayList<>();
        for (Map.Entry<String, Held> entry : held.entrySet()) {
            Held each = entry.getValue();
            SharedClaim claim = each.claim();
            double amount =
                    verdict.map(v -> v.ceilingFor(claim.wish(), claim.floor())).orElse(claim.wish());
            boolean tight = !each.isWithdrawn()
                    && verdict.filter(v -> v.preferCheaper() || (each.wasTight() && !lasts(v)))
                            .isPresent();
            SharedGrant next = each.grant(amount, detail, tight);
            if (each.isNews(next) || asking.contains(claim.service())) {
                entry.setValue(each.granting(next));
                changed.add(next);
            }
        }
        return changed;
    }

    private static boolean lasts(BudgetVerdict verdict) {
        return verdict.projected() < LASTS * verdict.budget().perMonth();
    }

    /** A service that is gone wishes and holds nothing any more; what it spent is still known to its month's end. */
    public void withdraw(String service) {
        held.computeIfPresent(service, (name, each) -> {
            SharedClaim claim = each.claim();
            return new Held(
                    new SharedClaim(claim.share(), service, 0, 0, 0, claim.rank(), claim.spend()),
                    each.at(),
                    each.granted());
        });
    }

    /** Services that claim, or did this month. */
    public int size() {
        return held.size();
    }

    /** Forgets the services that withdrew in a month that is over, for what they spent counts no more; their names. */
    public List<String> forget(Optional<MonthlyBudget> budget, Instant now) {
        ZoneId zone = budget.map(MonthlyBudget::zone).orElse(ZoneOffset.UTC);
        List<String> gone = held.values().stream()
                .filter(each -> each.isWithdrawn() && !each.isOf(now, zone))
                .map(each -> each.claim.service())
                .toList();
        gone.forEach(held::remove);
        return gone;
    }

    /** How the budget stands with all claims together. */
    public BudgetVerdict verdict(MonthlyBudget budget, Instant now) {
        Collection<Held> all = held.values();
        Spend spend = new Spend(
                all.stream()
                        .mapToDouble(each -> each.spentBy(now, budget.zone()))
                        .sum(),
                all.stream()
                        .mapToDouble(each -> each.pace(each.claim.spend().burn()))
                        .sum(),
                all.stream()
                        .mapToDouble(each -> each.pace(each.claim.spend().wishedBurn()))
                        .sum());
        double wish = all.stream().mapToDouble(each -> each.claim.wish()).sum();
        double floor = all.stream()
                .mapToDouble(each -> Math.min(each.claim.floor(), each.claim.wish()))
                .sum();
        return BudgetVerdict.of(budget, "tenant " + tenant, spend, new Ask(now, wish, floor));
    }
}
