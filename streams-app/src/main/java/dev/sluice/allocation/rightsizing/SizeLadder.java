package dev.sluice.allocation.rightsizing;

import dev.sluice.allocation.rightsizing.recommender.GpuSlice;
import dev.sluice.policy.Resources;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The sizes worth comparing: each fits what a replica needs to serve an eighth to eight times as much. */
public final class SizeLadder {
    private static final double[] STEPS = {.125, .25, .5, 1, 2, 4, 8};
    private static final long MIB = 1L << 20;

    private SizeLadder() {}

    /**
     * Sizes for around {@code units} a second.
     *
     * @param need what one replica uses
     * @param margin share on top of that
     * @param least what every size holds
     * @param machine what no size exceeds
     * @param slice the parts that a GPU is given out in
     */
    public static List<Resources> around(
            double units, ReplicaNeed need, double margin, Resources least, Resources machine, GpuSlice slice) {
        Set<Resources> sizes = new LinkedHashSet<>();
        for (double step : STEPS) {
            sizes.add(whole(need.at(units * step).times(1 + margin), slice)
                    .max(least)
                    .min(machine));
        }
        return new ArrayList<>(sizes);
    }

    /** {@code size} in whole thousandths of a core, MiB and slices. */
    public static Resources whole(Resources size, GpuSlice slice) {
        return new Resources(
                Math.ceil(size.cpuCores() * 1000 - 1e-6) / 1000,
                whole(size.memoryBytes()),
                slice.up(size.gpus()),
                whole(size.gpuMemoryBytes()),
                whole(size.storageBytes()));
    }

    private static long whole(long bytes) {
        return (bytes + MIB - 1) / MIB * MIB;
    }
}
