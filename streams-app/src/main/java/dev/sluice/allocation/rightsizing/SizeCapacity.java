package dev.sluice.allocation.rightsizing;

import dev.sluice.policy.Resources;

/** What a replica of a given size serves while it keeps its service's objective. */
public interface SizeCapacity {
    /** Units per second; 0 if the size is too small to run at all. */
    double unitsPerSecond(Resources size);
}
