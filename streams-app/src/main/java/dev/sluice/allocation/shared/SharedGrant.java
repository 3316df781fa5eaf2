package dev.sluice.allocation.shared;

import dev.sluice.policy.Checks;

/**
 * What a service may take of a share until the next grant.
 *
 * @param share what is granted
 * @param service name of the service
 * @param claimed amount that it claimed
 * @param amount amount granted, never more than claimed
 * @param detail why it is what it is, in one sentence
 * @param number rises with every change of the amount; 0 where nobody counts
 */
public record SharedGrant(Share share, String service, double claimed, double amount, String detail, long number) {
    public SharedGrant {
        Checks.name("service", service);
        Checks.amount("claimed", claimed);
        Checks.amount("amount", amount);
    }

    /** A grant that may be changed without asking what became of it, as money may. */
    public SharedGrant(Share share, String service, double claimed, double amount, String detail) {
        this(share, service, claimed, amount, detail, 0);
    }

    public SharedGrant withNumber(long other) {
        return new SharedGrant(share, service, claimed, amount, detail, other);
    }

    /** Whether less is granted than was claimed. */
    public boolean isCut() {
        return amount < claimed;
    }
}
