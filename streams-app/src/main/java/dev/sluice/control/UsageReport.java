package dev.sluice.control;

/**
 * What one instance used of CPU and GPU in an interval.
 *
 * @param from start, ms since the epoch, inclusive
 * @param to end, ms since the epoch, exclusive
 * @param cpu mean cores in use; NaN: not measured
 * @param gpu mean GPUs in use; NaN: not measured
 */
public record UsageReport(long from, long to, double cpu, double gpu) {}
