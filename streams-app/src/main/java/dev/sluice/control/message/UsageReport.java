package dev.sluice.control.message;

/**
 * What one instance used of its resources in an interval.
 *
 * @param instance name of the instance, unique within the service
 * @param from start, ms since the epoch, inclusive
 * @param to end, ms since the epoch, exclusive
 * @param used what it used: CPU and GPU the mean, the others the most
 * @param limit what it may use
 * @param kills times that it was killed for want of memory
 */
public record UsageReport(String instance, long from, long to, Amounts used, Amounts limit, int kills) {
    /**
     * Amounts of each resource; NaN: not known.
     *
     * @param cpu cores
     * @param memory bytes
     * @param gpu GPUs
     * @param gpuMemory bytes
     * @param storage bytes
     */
    public record Amounts(double cpu, double memory, double gpu, double gpuMemory, double storage) {
        public static final Amounts UNKNOWN = new Amounts(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /** What an instance without a name used of CPU and GPU; NaN: not measured. */
    public UsageReport(long from, long to, double cpu, double gpu) {
        this("", from, to, new Amounts(cpu, Double.NaN, gpu, Double.NaN, Double.NaN), Amounts.UNKNOWN, 0);
    }

    /** Tells instances apart. */
    public int reporter() {
        return Reporter.named(instance);
    }

    /** The same, {@code ms} later. */
    public UsageReport later(long ms) {
        return new UsageReport(instance, from + ms, to + ms, used, limit, kills);
    }

    /** Mean cores in use; NaN: not measured. */
    public double cpu() {
        return used.cpu();
    }

    /** Mean GPUs in use; NaN: not measured. */
    public double gpu() {
        return used.gpu();
    }
}
