package dev.sluice.allocation.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The grants that one service may still act on: the newest grant that it is known to have seen, and every later one.
 * A lowered grant counts at its old amount until the service has seen the new one.
 *
 * @param grants oldest first; one that gave no more than a later one is left out
 */
record OutstandingGrants(List<SharedGrant> grants) {
    static final OutstandingGrants NONE = new OutstandingGrants(List.of());

    OutstandingGrants {
        grants = List.copyOf(grants);
    }

    /** The newest grant. */
    Optional<SharedGrant> newest() {
        return grants.isEmpty() ? Optional.empty() : Optional.of(grants.get(grants.size() - 1));
    }

    /** The most that the service may take by any of them. */
    double most() {
        return grants.stream().mapToDouble(SharedGrant::amount).max().orElse(0);
    }

    /** What is left when the grant of this number has been seen. */
    OutstandingGrants seen(long number) {
        return new OutstandingGrants(
                grants.stream().filter(grant -> grant.number() >= number).toList());
    }

    /** These and a newer one. */
    OutstandingGrants and(SharedGrant newer) {
        List<SharedGrant> kept = new ArrayList<>(grants);
        kept.removeIf(grant -> grant.amount() <= newer.amount());
        kept.add(newer);
        return new OutstandingGrants(kept);
    }
}
