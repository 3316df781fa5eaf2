package dev.sluice.control.message.decision;

/**
 * What a planned lead time was learned from.
 *
 * @param quantile share of starts that it is planned to cover, above 0 and below 1
 * @param starts number of starts that it is an estimate of
 */
public record LearnedLead(double quantile, int starts) {}
