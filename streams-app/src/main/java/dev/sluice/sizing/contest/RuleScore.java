package dev.sluice.sizing.contest;

/**
 * How one sizing rule has performed in shadow on the service's own demand. Recent windows count most.
 *
 * @param name what it does, as text
 * @param family what it looks at
 * @param replicas the size it proposes now
 * @param unserved share of the demand that its fleet would not have served
 * @param cost replicas that its fleet would have run, divided by the replicas that the demand needed
 */
public record RuleScore(String name, RuleFamily family, int replicas, double unserved, double cost) {}
