package dev.sluice.forecast;

/**
 * The part one expert has in a forecast.
 *
 * @param name what the expert looks at
 * @param weight its share of the mixture, 0 to 1
 * @param value what it expects, in the unit of the demand
 */
public record ExpertWeight(String name, double weight, double value) {}
