package dev.sluice.allocation.rightsizing.recommender;

import java.util.OptionalDouble;

/**
 * What one replica used in an interval; empty where it was not measured. Of several replicas: the highest.
 *
 * @param cpuCores CPU, cores
 * @param memoryBytes memory, bytes, the highest in the interval
 * @param gpus GPU, GPUs
 * @param gpuMemoryBytes GPU memory, bytes, the highest in the interval
 * @param storageBytes storage, bytes, at the end
 * @param memoryLimit memory that it may use, bytes
 * @param kills times that it was killed for want of memory
 */
public record Usage(
        OptionalDouble cpuCores,
        OptionalDouble memoryBytes,
        OptionalDouble gpus,
        OptionalDouble gpuMemoryBytes,
        OptionalDouble storageBytes,
        OptionalDouble memoryLimit,
        int kills) {}
