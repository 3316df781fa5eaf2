package dev.sluice.schemas;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What this process uses: of its container, if it is alone in a control group of version 2, otherwise of the process by
 * itself. What the system does not tell is empty.
 */
final class ProcessUsage {
    private static final Path CONTAINER = Path.of("/sys/fs/cgroup");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double MICROS = 1e6;

    private final Path group;
    private final Path status;
    private final boolean contained;

    ProcessUsage() {
        this(CONTAINER, STATUS);
    }

    ProcessUsage(Path group, Path status) {
        this.group = group;
        this.status = status;
        // the group of a whole machine has no memory.current
        this.contained = Files.isReadable(group.resolve("memory.current"));
    }

    /** CPU used since the start, seconds of one core. */
    OptionalDouble cpuSeconds() {
        if (contained) {
            OptionalLong micros = field(group.resolve("cpu.stat"), "usage_usec");
            return micros.isPresent() ? OptionalDouble.of(micros.getAsLong() / MICROS) : OptionalDouble.empty();
        }
        long nanos = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : -1;
        return nanos >= 0 ? OptionalDouble.of(nanos / 1e9) : OptionalDouble.empty();
    }

    /** CPU that may be used, cores. */
    OptionalDouble cpuLimit() {
        String[] quotaAndPeriod = contained ? text(group.resolve("cpu.max")).split(" ") : new String[0];
        if (quotaAndPeriod.length != 2) {
            return OptionalDouble.empty();
        }
        OptionalLong quota = number(quotaAndPeriod[0]);
        OptionalLong period = number(quotaAndPeriod[1]);
        return quota.isPresent() && period.orElse(0) > 0
                ? OptionalDouble.of((double) quota.getAsLong() / period.getAsLong())
                : OptionalDouble.empty();
    }

    /** Memory in use, bytes: of a container without the file cache that the kernel may drop, as Kubernetes counts it. */
    OptionalLong memory() {
        if (!contained) {
            OptionalLong kilobytes = field(status, "VmRSS:");
            return kilobytes.isPresent() ? OptionalLong.of(1024 * kilobytes.getAsLong()) : kilobytes;
        }
        OptionalLong all = number(text(group.resolve("memory.current")));
        long cache = field(group.resolve("memory.stat"), "inactive_file").orElse(0);
        return all.isPresent() ? OptionalLong.of(Math.max(0, all.getAsLong() - cache)) : all;
    }

    /** Memory that may be used, bytes. */
    OptionalLong memoryLimit() {
        return contained ? number(text(group.resolve("memory.max"))) : OptionalLong.empty();
    }

    /** The number behind a name, in a file of one name a line. */
    private static OptionalLong field(Path file, String name) {
        return text(file)
                .lines()
                .map(line -> line.split("\\s+"))
                .filter(words -> words.length >= 2 && words[0].equals(name))
                .map(words -> number(words[1]))
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** A whole number; empty for {@code max} and what is no number. */
    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
