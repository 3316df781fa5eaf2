package dev.sluice.executor.processes.state;

import dev.sluice.policy.Resources;

/** Resources as text: cores, bytes, GPUs, bytes of GPU memory, bytes of storage. */
final class SizeText {
    private static final int PARTS = 5;

    private SizeText() {}

    static String of(Resources size) {
        return size.cpuCores() + " " + size.memoryBytes() + " " + size.gpus() + " " + size.gpuMemoryBytes() + " "
                + size.storageBytes();
    }

    static Resources parse(String text) {
        String[] parts = text.split(" ");
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("no resources: " + text);
        }
        return new Resources(
                Double.parseDouble(parts[0]),
                Long.parseLong(parts[1]),
                Double.parseDouble(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]));
    }
}
