package dev.sluice.allocation.rightsizing.recommender;

import dev.sluice.text.NumberText;

/**
 * The parts that a GPU is given out in, as a fraction of one: 1, or what the partitioning of the device allows.
 *
 * @param size one part, above 0 to 1
 */
public record GpuSlice(double size) {
    public static final GpuSlice WHOLE = new GpuSlice(1);

    public GpuSlice {
        if (!(size > 0 && size <= 1)) {
            throw new IllegalArgumentException(
                    "a GPU slice must be above 0 and at most 1, not " + NumberText.exactly(size));
        }
    }

    /** The least amount in whole slices that is not below {@code gpus}. */
    public double up(double gpus) {
        return Math.max(0, Math.ceil(gpus / size - 1e-9)) * size;
    }
}
