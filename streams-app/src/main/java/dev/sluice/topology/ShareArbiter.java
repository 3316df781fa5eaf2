package dev.sluice.topology;

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

/** One thing that services share: where its claims meet and its grants come from. */
interface ShareArbiter {
    /** Takes in a claim: the grants that change. */
    List<SharedGrant> claim(SharedClaim claim, Catalog declared, Instant now);

    /** Looks again at what is shared: the grants that change because of time, or because something was declared anew. */
    List<SharedGrant> review(Catalog declared, Instant now);

    /** Forgets the services that matter no more; their names. */
    List<String> forget(Catalog declared, Instant now);

    /** What is held of a service. */
    Optional<ShareEntry> entry(String service);

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
        public List<SharedGrant> claim(SharedClaim claim, Catalog declared, Instant now) {
            return pool.claim(claim, limit(declared));
        }

        @Override
        public List<SharedGrant> review(Catalog declared, Instant now) {
            return pool.review(limit(declared));
        }

        private int limit(Catalog declared) {
            return declared.pool(name).map(Pool::limit).orElse(0);
        }

        @Override
        public List<String> forget(Catalog declared, Instant now) {
            return List.of();
        }

        @Override
        public Optional<ShareEntry> entry(String service) {
            return pool.claimOf(service).map(claim -> new ShareEntry(claim, Instant.EPOCH, pool.grantsOf(service)));
        }
    }

    /** The money of a tenant. */
    record OfTenant(String name, SharedBudget budget) implements ShareArbiter {
        @Override
        public List<SharedGrant> claim(SharedClaim claim, Catalog declared, Instant now) {
            return budget.claim(claim, declared.budget(name), now);
        }

        @Override
        public List<SharedGrant> review(Catalog declared, Instant now) {
            return budget.review(declared.budget(name), now);
        }

        @Override
        public List<String> forget(Catalog declared, Instant now) {
            return budget.forget(declared.budget(name), now);
        }

        @Override
        public Optional<ShareEntry> entry(String service) {
            return budget.held(service).map(ShareEntry::of);
        }
    }
}
