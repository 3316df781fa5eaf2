package dev.sluice.forecast;

/**
 * How large the errors of a forecast have been lately, in the unit of the demand.
 *
 * @param count errors seen so far
 * @param recent exponential mean of the absolute error, rate .05 a window
 * @param scaled the slow (rate .003) exponential mean of the absolute error divided by the root of the demand expected,
 *     times that root now: what the error should be at this height of demand
 */
public record ErrorScale(long count, double recent, double scaled) {}
