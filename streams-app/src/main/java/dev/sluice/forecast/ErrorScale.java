package dev.sluice.forecast;

/**
 * How large the recent errors of a forecast are, in the unit of the demand.
 *
 * @param count number of errors observed so far
 * @param recent exponential mean of the absolute error, rate .05 per window
 * @param scaled expected error at this height of demand: the slow (rate .003) exponential mean of the absolute error
 *     divided by the root of the expected demand, times that root now
 */
public record ErrorScale(long count, double recent, double scaled) {}
