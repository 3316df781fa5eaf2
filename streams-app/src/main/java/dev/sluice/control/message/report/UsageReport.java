package dev.sluice.control.message.report;

/**
 * What one instance used of its resources in an interval.
 *
 * @param instance name of the instance, unique within the service
 * @param from start, ms since the epoch, inclusive
 * @param to end, ms since the epoch, exclusive
 * @param used what it used: the mean of CPU and GPU, the maximum of the others
 * @param limit what it may use
 * @param kills times that it was killed for lack of memory
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

    /** Creates the CPU and GPU use of an instance without a name; NaN: not measured. */
    public UsageReport(long from, long to, double cpu, double gpu) {
        this("", from, to, new Amounts(cpu, Double.NaN, gpu, Double.NaN, Double.NaN), Amounts.UNKNOWN, 0);
    }

    /** Returns the number of the instance. */
    public int reporter() {
        return Reporter.named(instance);
    }

    /** Returns the same report, {@code ms} later. */
    public UsageReport later(long ms) {
        return new UsageReport(instance, from + ms, to + ms, used, limit, kills);
    }

    /** Returns the mean cores in use; NaN: not measured. */
    public double cpu() {
        return used.cpu();
    }

    /** Returns the mean GPUs in use; NaN: not measured. */
    public double gpu() {
        return used.gpu();
    }
}
