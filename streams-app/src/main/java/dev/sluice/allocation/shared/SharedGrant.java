package dev.sluice.allocation.shared;

import dev.sluice.text.Checks;

/**
 * What a service may take of a shared resource until the next grant.
 *
 * @param share what is granted
 * @param service name of the service
 * @param claimed amount that it claimed
 * @param amount amount granted, never more than claimed
 * @param detail the reason, in one sentence
 * @param number rises with every change of the amount; 0 where nobody counts
 * @param tight true if the resource will not last, so that cheaper options are preferred even if everything is
 *     granted
 */
public record SharedGrant(
        SharedResource share,
        String service,
        double claimed,
        double amount,
        String detail,
        long number,
        boolean tight) {
    public SharedGrant {
        Checks.name("service", service);
        Checks.amount("claimed", claimed);
        Checks.amount("amount", amount);
    }

    /** A grant of replicas: what they cost is no matter. */
    public SharedGrant(
            SharedResource share, String service, double claimed, double amount, String detail, long number) {
        this(share, service, claimed, amount, detail, number, false);
    }

    /** A grant of money, which may be changed without asking what became of it. */
    public SharedGrant(
            SharedResource share, String service, double claimed, double amount, String detail, boolean tight) {
        this(share, service, claimed, amount, detail, 0, tight);
    }

    public SharedGrant withNumber(long other) {
        return new SharedGrant(share, service, claimed, amount, detail, other, tight);
    }

    /** Whether less is granted than was claimed. */
    public boolean isCut() {
        return amount < claimed;
    }
}
