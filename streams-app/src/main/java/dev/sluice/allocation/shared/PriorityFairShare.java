package dev.sluice.allocation.shared;

import dev.sluice.allocation.shared.Grant.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Shares one pool among the services that claim it.
 *
 * <p><b>Rule.</b> Minimums are served first, then the rest of the claims. In both rounds higher priorities are served
 * before lower ones. Within a priority, what is left is divided by {@link FairShare}. If the minimums alone exceed
 * the limit, they are shared in the same way.
 *
 * <p><b>Example.</b> The limit is 10. Service x has priority 1, claims 6 and has a minimum of 2. Service y has
 * priority 0, claims 8 and has a minimum of 3. The minimums take 2 + 3. Of the remaining 5, x gets the 4 that it
 * still wants and y gets 1. So x gets 6, its whole claim, and y gets 4.
 */
public final class PriorityFairShare {
    private final int limit;
    private final List<Claim> claims;
    private final int[] granted;
    private final Cause[] causes;
    private long left;

    private PriorityFairShare(int limit, List<Claim> claims) {
        this.limit = limit;
        this.claims = List.copyOf(claims);
        this.granted = new int[claims.size()];
        this.causes = new Cause[claims.size()];
        this.left = limit;
    }

    /** Grants for {@code claims}, in their order; together never more than {@code limit}. */
    public static List<Grant> grant(int limit, List<Claim> claims) {
        if (claims.stream().map(Claim::pool).distinct().count() > 1) {
            throw new IllegalArgumentException("all claims must be for one pool");
        }
        if (claims.stream().map(Claim::service).distinct().count() < claims.size()) {
            throw new IllegalArgumentException("a service may claim a pool once only");
        }
        return new PriorityFairShare(limit, claims).share();
    }

    private List<Grant> share() {
        long floors = claims.stream().mapToLong(Claim::firm).sum();
        serve(true);
        serve(false);
        long wished = claims.stream().mapToLong(Claim::wish).sum();
        List<Grant> grants = new ArrayList<>(claims.size());
        for (int i = 0; i < granted.length; i++) {
            Claim claim = claims.get(i);
            Cause cause =
                    granted[i] == claim.wish() ? Cause.WHOLE : floors > limit ? Cause.FLOORS_EXCEED_LIMIT : causes[i];
            grants.add(new Grant(claim, granted[i], cause, limit, wished));
        }
        return List.copyOf(grants);
    }

    private void serve(boolean floors) {
        TreeSet<Integer> priorities = new TreeSet<>();
        claims.forEach(claim -> priorities.add(claim.terms().priority()));
        priorities.descendingSet().forEach(priority -> serve(floors, priority));
    }

    private void serve(boolean floors, int priority) {
        long before = left;
        int[] most = new int[granted.length];
        for (int i = 0; i < most.length; i++) {
            Claim claim = claims.get(i);
            boolean asked = claim.terms().priority() == priority;
            most[i] = asked ? (floors ? claim.firm() : claim.wish() - granted[i]) : 0;
        }
        int[] shares = FairShare.of(before, claims, most);
        for (int i = 0; i < most.length; i++) {
            granted[i] += shares[i];
            left -= shares[i];
            if (claims.get(i).terms().priority() == priority) {
                causes[i] = before > 0 ? Cause.FAIR_SHARE : Cause.HIGHER_PRIORITY;
            }
        }
    }
}
