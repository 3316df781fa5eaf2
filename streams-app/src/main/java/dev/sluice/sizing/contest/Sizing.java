package dev.sluice.sizing.contest;

/**
 * The size that the deciding rule proposes.
 *
 * @param replicas at least one; scaling to zero is decided elsewhere
 * @param level demand that it provides for, units per second
 * @param family what the deciding rule looks at
 */
public record Sizing(int replicas, double level, RuleFamily family) {}
