package dev.sluice.allocation.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Divides one pool among the services that claim it. Claims arrive one by one, and grants go to the services whose
 * grant changes. {@link PriorityFairShare} states what is fair. No service is granted what another still holds or may
 * still order by an earlier grant, so the total never exceeds the limit. What is taken from one service reaches the
 * other when it was given back, and an unused grant when the service has seen that it ended. State, mutable.
 */
public final class SharedPool {
    private final TreeMap<String, SharedClaim> claims = new TreeMap<>();
    private final TreeMap<String, OutstandingGrants> promised = new TreeMap<>();

    /** The pool as it was, from its claims and the grants that services may still act on, oldest first. */
    public static SharedPool of(List<SharedClaim> claims, List<SharedGrant> granted) {
        SharedPool pool = new SharedPool();
        claims.forEach(claim -> pool.claims.put(claim.service(), claim));
        granted.forEach(grant -> pool.promised.merge(
                grant.service(), new OutstandingGrants(List.of(grant)), (before, next) -> before.and(grant)));
        return pool;
    }

    /** Takes in a claim; the claimant is always answered, others where their grant changes. */
    public List<SharedGrant> claim(SharedClaim claim, int limit) {
        take(claim);
        return review(limit, Set.of(claim.service()));
    }

    /** Takes in a claim that the next review answers. */
    public void take(SharedClaim claim) {
        claims.put(claim.service(), claim);
        promised.computeIfPresent(claim.service(), (name, promises) -> promises.seen(claim.seen()));
    }

    /** Shares again, under a limit that may have changed; grants that are other than before. */
    public List<SharedGrant> review(int limit) {
        return review(limit, Set.of());
    }

    /** The same; the services that are {@code asking} are answered whatever their grant, and those that withdrew leave. */
    public List<SharedGrant> review(int limit, Set<String> asking) {
        List<Grant> fair = PriorityFairShare.grant(
                limit, claims.values().stream().map(SharedPool::claim).toList());
        Map<String, Integer> amounts = withinHoldings(fair, limit);
        List<SharedGrant> changed = new ArrayList<>();
        for (Grant grant : fair) {
            String service = grant.claim().service();
            Optional<SharedGrant> before = promises(service).newest();
            SharedGrant next = describe(grant, amounts.getOrDefault(service, 0), number(service));
            boolean same = before.map(b -> b.amount() == next.amount()).orElse(false);
            SharedGrant told = same ? next.withNumber(before.orElseThrow().number()) : next;
            promised.put(service, promises(service).and(told));
            if (!same || before.orElseThrow().claimed() != told.claimed() || asking.contains(service)) {
                changed.add(told);
            }
        }
        letGo(asking);
        return changed;
    }

    /**
     * Shares nothing while the pool is not declared: what is held stays with its services, which move out, and nobody gets
     * more. Those that withdrew leave.
     */
    public void undeclared(Set<String> asking) {
        letGo(asking);
    }

    private void letGo(Set<String> services) {
        claimsOf(services).filter(this::isOver).forEach(over -> forget(over.service()));
    }

    private Stream<SharedClaim> claimsOf(Set<String> services) {
        return services.stream().flatMap(service -> claimOf(service).stream());
    }

    private boolean isOver(SharedClaim claim) {
        boolean nothing = claim.wish() <= 0 && claim.holding() <= 0;
        return nothing
                && (claim.seen() == SharedClaim.ALL || promises(claim.service()).most() <= 0);
    }

    /** Forgets a service and what it was granted: others may have that from the next review on. */
    public void forget(String service) {
        claims.remove(service);
        promised.remove(service);
    }

    /** Services that claim. */
    public int size() {
        return claims.size();
    }

    private OutstandingGrants promises(String service) {
        return promised.getOrDefault(service, OutstandingGrants.NONE);
    }

    /** The number after all that the service may know. */
    private long number(String service) {
        SharedClaim claim = Objects.requireNonNull(claims.get(service));
        long known = claim.seen() == SharedClaim.ALL ? 0 : claim.seen();
        return 1
                + Math.max(
                        known,
                        promises(service).newest().map(SharedGrant::number).orElse(0L));
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

    /** What it has ordered, or may have by now. */
    private int holding(Grant grant) {
        String service = grant.claim().service();
        SharedClaim claim = Objects.requireNonNull(claims.get(service));
        return (int) Math.max(claim.holding(), promises(service).most());
    }

    private static SharedGrant describe(Grant grant, int amount, long number) {
        String detail = amount < grant.replicas()
                ? grant.describe() + ", " + (grant.replicas() - amount) + " of them when others have given them back"
                : grant.describe();
        return new SharedGrant(
                SharedResource.pool(grant.claim().pool()),
                grant.claim().service(),
                grant.claim().wish(),
                amount,
                detail,
                number);
    }

    private static Claim claim(SharedClaim claim) {
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

    /** The grants that a service may still act on, oldest first. */
    public List<SharedGrant> grantsOf(String service) {
        return promises(service).grants();
    }
}
