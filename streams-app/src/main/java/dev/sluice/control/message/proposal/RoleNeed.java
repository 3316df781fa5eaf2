package dev.sluice.control.message.proposal;

/**
 * What a service with two roles needs.
 *
 * @param wanted replicas to run
 * @param lasting those that the demand needs in the long run, without what works off a queue
 * @param generating replicas that the answers take which are generated now: those of prompts that were computed
 */
public record RoleNeed(RoleSizes wanted, RoleSizes lasting, int generating) {
    /** Before anything is known. */
    public static final RoleNeed ONE_EACH = new RoleNeed(new RoleSizes(1, 1), new RoleSizes(1, 1), 0);

    /** Returns the same need, with another sum of replicas in the ratio of the wanted ones. */
    public RoleNeed split(int sum) {
        return sum == wanted.sum() ? this : new RoleNeed(wanted.split(sum), lasting, generating);
    }

    /** The share of the lasting need that so many prefill replicas serve, at most 1. */
    public double prefillShare(int replicas) {
        return share(replicas, Math.min(wanted.prefill(), lasting.prefill()));
    }

    /** The share of the lasting need that so many decode replicas serve, at most 1. */
    public double decodeShare(int replicas) {
        return share(replicas, Math.min(wanted.decode(), lasting.decode()));
    }

    private static double share(int replicas, int needed) {
        return needed == 0 ? 1 : Math.min(1, (double) replicas / needed);
    }

    /** Prefill replicas that a share is worth. */
    public int prefillOf(double share) {
        return (int) Math.ceil(share * wanted.prefill() - 1e-9);
    }

    /** Decode replicas that a share is worth: no fewer than present answers take. */
    public int decodeOf(double share) {
        return Math.max((int) Math.ceil(share * wanted.decode() - 1e-9), Math.min(generating, wanted.decode()));
    }
}
