package dev.sluice.allocation.rightsizing;

import dev.sluice.allocation.rightsizing.recommender.DecayingLine;
import dev.sluice.allocation.rightsizing.recommender.Usage;
import dev.sluice.policy.Resources;
import java.util.OptionalDouble;

/**
 * Learns what a replica needs from what it used at different loads. The weight of the past halves after a day. State,
 * mutable; times are epoch seconds.
 *
 * <p>If the load did not vary, CPU and GPU use is taken as proportional to it, and memory use as independent of it.
 */
public final class NeedModel {
    private static final double HALF_LIFE = 86_400;

    /** A load that varies by less tells nothing of what depends on it. */
    private static final double SPREAD = .1;

    private final DecayingLine cpu = new DecayingLine();
    private final DecayingLine memory = new DecayingLine();
    private final DecayingLine gpu = new DecayingLine();
    private final DecayingLine gpuMemory = new DecayingLine();
    private long last;

    /**
     * Learns from an interval that ended at {@code at}.
     *
     * @param units units per second that one replica served
     * @param used what one replica used: of CPU and GPU the mean, of memory the highest
     */
    public void learn(double units, Usage used, long at) {
        double kept = Math.pow(.5, Math.max(0, at - last) / HALF_LIFE);
        last = at;
        add(cpu, units, used.cpuCores(), kept);
        add(memory, units, used.memoryBytes(), kept);
        add(gpu, units, used.gpus(), kept);
        add(gpuMemory, units, used.gpuMemoryBytes(), kept);
    }

    private static void add(DecayingLine line, double units, OptionalDouble used, double kept) {
        if (used.isPresent()) {
            line.add(units, used.getAsDouble(), kept);
        }
    }

    /** What is known so far. */
    public ReplicaNeed need() {
        Part cores = work(cpu);
        Part bytes = held(memory);
        Part gpus = work(gpu);
        Part gpuBytes = held(gpuMemory);
        return new ReplicaNeed(
                new Resources(cores.fixed, (long) bytes.fixed, gpus.fixed, (long) gpuBytes.fixed, 0),
                new ReplicaNeed.PerUnit(cores.each, bytes.each, gpus.each, gpuBytes.each));
    }

    /** What a line says: so much to be there, so much for each unit per second. */
    private record Part(double fixed, double each) {
        static final Part NOTHING = new Part(0, 0);
    }

    private static Part work(DecayingLine line) {
        if (line.spread() < SPREAD) {
            return proportional(line);
        }
        double slope = line.slope().orElse(0);
        return slope > 0 ? rising(line, slope) : new Part(line.meanY(), 0);
    }

    /** Memory that does not depend on the load is left to its peaks. */
    private static Part held(DecayingLine line) {
        double slope = line.spread() < SPREAD ? 0 : line.slope().orElse(0);
        return slope > 0 ? rising(line, slope) : Part.NOTHING;
    }

    private static Part rising(DecayingLine line, double slope) {
        double fixed = line.at(0);
        return fixed >= 0 ? new Part(fixed, slope) : proportional(line);
    }

    private static Part proportional(DecayingLine line) {
        return line.meanX() > 0 ? new Part(0, line.meanY() / line.meanX()) : new Part(line.meanY(), 0);
    }

    /** Everything remembered, for storing. */
    public State state() {
        return new State(last, cpu.state(), memory.state(), gpu.state(), gpuMemory.state());
    }

    /** Continues from {@code state}. */
    public void restore(State state) {
        last = state.last();
        cpu.restore(state.cpu());
        memory.restore(state.memory());
        gpu.restore(state.gpu());
        gpuMemory.restore(state.gpuMemory());
    }

    /** The model at rest: the time of the last interval, and the sums of each line. */
    public record State(long last, double[] cpu, double[] memory, double[] gpu, double[] gpuMemory) {}
}
