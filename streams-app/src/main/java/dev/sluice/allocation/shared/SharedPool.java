package dev.sluice.allocation.shared;

import dev.sluice.allocation.Claim;
import dev.sluice.allocation.Grant;
import dev.sluice.allocation.Scarcity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One pool among the services that claim it: claims come one by one, grants go to whom they change. What is fair is said
 * by {@link Scarcity}; nobody is granted what another still holds, so that grants and holdings together never exceed the
 * limit: what is taken from one reaches the other when it has been given back. State, mutable.
 */
public final class SharedPool {
    private final TreeMap<String, SharedClaim> claims = new TreeMap<>();
    private final TreeMap<String, SharedGrant> granted = new TreeMap<>();

    /** The pool as it was, from its claims and the grants that were given. */
    public static SharedPool of(List<SharedClaim> claims, List<SharedGrant> granted) {
        SharedPool pool = new SharedPool();
        claims.forEach(claim -> pool.claims.put(claim.service(), claim));
        granted.forEach(grant -> pool.granted.put(grant.service(), grant));
        return pool;
    }

    /** Takes in a claim; the claimant is always answered, others where their grant changes. */
    public List<SharedGrant> claim(SharedClaim claim, int limit) {
        claims.put(claim.service(), claim);
        granted.remove(claim.service());
        List<SharedGrant> changed = review(limit);
        if (claim.wish() <= 0 && claim.holding() <= 0) {
            claims.remove(claim.service());
            granted.remove(claim.service());
        }
        return changed;
    }

    /** Shares anew, under a limit that may have changed; grants that are other than before. */
    public List<SharedGrant> review(int limit) {
        List<Grant> fair = Scarcity.grant(
                limit, claims.values().stream().map(SharedPool::wish).toList());
        Map<String, Integer> amounts = withinHoldings(fair, limit);
        List<SharedGrant> changed = new ArrayList<>();
        for (Grant grant : fair) {
            String service = grant.claim().service();
            SharedGrant next = said(grant, amounts.getOrDefault(service, 0));
            SharedGrant before = granted.put(service, next);
            if (before == null || before.amount() != next.amount() || before.claimed() != next.claimed()) {
                changed.add(next);
            }
        }
        return changed;
    }

    /**
     * What each may have now: up to its holding at once, more of what nobody holds, the highest priority first and within
     * it by name.
     */
    private Map<String, Integer> withinHoldings(List<Grant> fair, int limit) {
        Map<String, Integer> amounts = new TreeMap<>();
        long free = limit;
        for (Grant grant : fair) {
            int holding = holding(grant);
            amounts.put(grant.claim().service(), Math.min(grant.replicas(), holding));
            free -= holding;
        }
        List<Grant> growing = fair.stream()
                .filter(grant -> grant.replicas() > holding(grant))
                .sorted((a, b) -> Integer.compare(
                        b.claim().terms().priority(), a.claim().terms().priority()))
                .toList();
        for (Grant grant : growing) {
            int more = (int) Math.max(0, Math.min(free, grant.replicas() - holding(grant)));
            amounts.merge(grant.claim().service(), more, Integer::sum);
            free -= more;
        }
        return amounts;
    }

    private int holding(Grant grant) {
        SharedClaim claim = claims.get(grant.claim().service());
        return claim == null ? 0 : (int) claim.holding();
    }

    private static SharedGrant said(Grant grant, int amount) {
        String detail = amount < grant.replicas()
                ? grant.said() + ", " + (grant.replicas() - amount) + " of them when others have given them back"
                : grant.said();
        return new SharedGrant(
                Share.pool(grant.claim().pool()),
                grant.claim().service(),
                grant.claim().wish(),
                amount,
                detail);
    }

    private static Claim wish(SharedClaim claim) {
        return new Claim(
                claim.service(),
                claim.share().name(),
                (int) claim.wish(),
                (int) claim.floor(),
                new Claim.Terms(claim.rank().priority(), claim.rank().weight(), 0));
    }

    /** The newest claim of a service. */
    public Optional<SharedClaim> claimOf(String service) {
        return Optional.ofNullable(claims.get(service));
    }

    /** The newest grant of a service. */
    public Optional<SharedGrant> grantOf(String service) {
        return Optional.ofNullable(granted.get(service));
    }
}
