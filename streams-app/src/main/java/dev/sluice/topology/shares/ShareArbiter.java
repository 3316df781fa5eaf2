package dev.sluice.topology.shares;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedPool;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.message.Catalog;
import dev.sluice.cost.SharedBudget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One thing that services share: where its claims meet and its grants come from. */
interface ShareArbiter {
    /** Takes in a claim that the next review answers. */
    void take(SharedClaim claim, Instant now);

    /**
     * Looks again at what is shared: answers the services that are {@code asking}, and gives the grants that change because
     * of their claims, of time, or because something else was declared.
     */
    List<SharedGrant> review(Catalog declared, Instant now, Set<String> asking);

    /** Takes back what is held by a service that is gone. */
    void withdraw(String service);

    /** Forgets the services that matter no more; their names. */
    List<String> forget(Catalog declared, Instant now);

    /** What is held of a service. */
    Optional<ShareEntry> entry(String service);

    /** Services that claim here. */
    int size();

    /** The hub of a share as it was, from what was held of its services. */
    static ShareArbiter of(SharedResource share, List<ShareEntry> entries) {
        return switch (share.kind()) {
            case POOL ->
                new OfPool(
                        share.name(),
                        SharedPool.of(
                                entries.stream().map(ShareEntry::claim).toList(),
                                entries.stream()
                                        .flatMap(entry -> entry.grants().stream())
                                        .toList()));
            case TENANT ->
                new OfTenant(
                        share.name(),
                        SharedBudget.of(
                                share.name(),
                                entries.stream().map(ShareEntry::held).toList()));
        };
    }

    /** The replicas of a pool. */
    record OfPool(String name, SharedPool pool) implements ShareArbiter {
        @Override
        public void take(SharedClaim claim, Instant now) {
            pool.take(claim);
        }

        @Override
        public List<SharedGrant> review(Catalog declared, Instant now, Set<String> asking) {
            Optional<Pool> known = declared.pool(name);
            if (known.isEmpty()) {
                pool.undeclared(asking);
                return List.of();
            }
            return pool.review(known.get().limit(), asking);
        }

        @Override
        public void withdraw(String service) {
            pool.forget(service);
        }

        @Override
        public List<String> forget(Catalog declared, Instant now) {
            return List.of();
        }

        @Override
        public Optional<ShareEntry> entry(String service) {
            return pool.claimOf(service).map(claim -> new ShareEntry(claim, Instant.EPOCH, pool.grantsOf(service)));
        }

        @Override
        public int size() {
            return pool.size();
        }
    }

    /** The money of a tenant. */
    record OfTenant(String name, SharedBudget budget) implements ShareArbiter {
        @Override
        public void take(SharedClaim claim, Instant now) {
            budget.take(claim, now);
        }

        @Override
        public List<SharedGrant> review(Catalog declared, Instant now, Set<String> asking) {
            return budget.review(declared.budget(name), now, asking);
        }

        @Override
        public void withdraw(String service) {
            budget.withdraw(service);
        }

        @Override
        public List<String> forget(Catalog declared, Instant now) {
            return budget.forget(declared.budget(name), now);
        }

        @Override
        public Optional<ShareEntry> entry(String service) {
            return budget.held(service).map(ShareEntry::of);
        }

        @Override
        public int size() {
            return budget.size();
        }
    }
}
