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
 */
public record SharedGrant(Share share, String service, double claimed, double amount, String detail) {
    public SharedGrant {
        Checks.name("service", service);
        Checks.amount("claimed", claimed);
        Checks.amount("amount", amount);
    }

    /** Whether less is granted than was claimed. */
    public boolean isCut() {
        return amount < claimed;
    }
}
