package dev.sluice.forecast;

/**
 * The part of one expert in a forecast.
 *
 * @param name what the expert uses
 * @param weight its weight in the mixture, 0 to 1
 * @param value what it forecasts, in the unit of the demand
 */
public record ExpertWeight(String name, double weight, double value) {}
