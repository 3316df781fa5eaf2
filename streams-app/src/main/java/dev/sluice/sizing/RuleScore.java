package dev.sluice.sizing;

/**
 * How one sizing rule has done in shadow on the service's own demand, recent windows counting most.
 *
 * @param name what it does, in words
 * @param family what it looks at
 * @param replicas the size it asks for now
 * @param unserved share of the demand that its fleet would not have served
 * @param cost replicas that its fleet would have run, over those that the demand needed
 */
public record RuleScore(String name, RuleFamily family, int replicas, double unserved, double cost) {}
