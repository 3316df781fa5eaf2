package dev.sluice.allocation.vertical;

import dev.sluice.policy.Resources;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The sizes worth comparing: an advised one, and what is smaller and larger by doublings. */
public final class SizeLadder {
    private static final double[] STEPS = {.125, .25, .5, 1, 2, 4, 8};

    private SizeLadder() {}

    /** Sizes around {@code middle} that hold {@code least} and fit into {@code machine}, GPUs in whole slices. */
    public static List<Resources> around(Resources middle, Resources least, Resources machine, GpuSlice slice) {
        Set<Resources> sizes = new LinkedHashSet<>();
        for (double step : STEPS) {
            Resources scaled = new Resources(
                    middle.cpuCores() * step,
                    (long) (middle.memoryBytes() * step),
                    slice.up(middle.gpus() * step),
                    (long) (middle.gpuMemoryBytes() * step),
                    (long) (middle.storageBytes() * step));
            Resources size = scaled.max(least);
            if (size.fitsIn(machine)) {
                sizes.add(size);
            }
        }
        return new ArrayList<>(sizes);
    }
}
