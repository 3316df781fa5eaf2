package dev.sluice.policy;

/**
 * One step of the way from demand to replicas, as {@code explain} prints it.
 *
 * @param name the step
 * @param before replicas before it
 * @param after replicas after it
 * @param reason why it changed the number, or {@link Reason#NO_CHANGE}
 * @param detail its numbers in words
 */
public record Stage(String name, int before, int after, Reason reason, String detail) {
    /** Whether the step changed the number. */
    public boolean changed() {
        return before != after;
    }
}
