package dev.sluice.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * What one course over the records took: measured over its last nine tenths, when classes are loaded and caches filled.
 *
 * @param records records of the part that was measured
 * @param seconds wall time
 * @param threadSeconds CPU time of the threads that did the work
 * @param processSeconds CPU time of the whole process, the broker's and compilers' included
 */
record Course(long records, double seconds, double threadSeconds, double processSeconds) {
    private static final long PATIENCE_NANOS = 900_000_000_000L;

    double rate() {
        return records / seconds;
    }

    /** Follows a count until {@code total}, of the threads whose name starts so. */
    static Course of(LongSupplier count, long total, String threads) {
        long giveUp = System.nanoTime() + PATIENCE_NANOS;
        await(count, total / 10, giveUp);
        Clocks from = Clocks.read(count, threads);
        await(count, total, giveUp);
        Clocks to = Clocks.read(count, threads);
        return new Course(
                to.count - from.count,
                (to.wall - from.wall) / 1e9,
                (to.thread - from.thread) / 1e9,
                (to.process - from.process) / 1e9);
    }

    private static void await(LongSupplier count, long least, long giveUp) {
        while (count.getAsLong() < least) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("stopped at record " + count.getAsLong() + " of " + least);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private record Clocks(long count, long wall, long thread, long process) {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
        private static final com.sun.management.OperatingSystemMXBean SYSTEM =
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

        static Clocks read(LongSupplier count, String threads) {
            long cpu = Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                    .filter(t -> t != null && t.getThreadName().startsWith(threads))
                    .mapToLong(t -> THREADS.getThreadCpuTime(t.getThreadId()))
                    .sum();
            return new Clocks(count.getAsLong(), System.nanoTime(), cpu, SYSTEM.getProcessCpuTime());
        }
    }
}
