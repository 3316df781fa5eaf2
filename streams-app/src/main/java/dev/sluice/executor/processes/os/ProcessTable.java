package dev.sluice.executor.processes.os;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The processes of this machine. */
public interface ProcessTable {
    /** The process that has this number now. Empty if there is none, or if it has ended and only waits to be noticed. */
    Optional<ProcessId> find(long pid);

    /**
     * The processes whose environment has this variable with a value that starts with {@code prefix}: the rest of the
     * value, and the numbers of the processes. Empty where the system does not tell.
     */
    Map<String, Set<Long>> marked(String variable, String prefix);

    /** True if {@link #marked} finds processes. */
    boolean tellsMarks();

    /** The open connections of each local port; empty where the system does not tell. */
    Map<Integer, Integer> connections();

    /** True if exactly this process runs. */
    default boolean runs(ProcessId process) {
        return find(process.pid()).equals(Optional.of(process));
    }

    /**
     * Asks a process to end, or ends it. Nothing happens if it no longer runs: the number may be another's by now.
     *
     * @param force true for SIGKILL, and then also for all that the process started; false for SIGTERM
     */
    default void end(ProcessId process, boolean force) {
        // the handle notes the start of what has the number now, and signals nothing else
        ProcessHandle.of(process.pid()).filter(handle -> runs(process)).ifPresent(handle -> {
            if (force) {
                handle.descendants().forEach(ProcessHandle::destroyForcibly);
                handle.destroyForcibly();
            } else {
                handle.destroy();
            }
        });
    }

    /** The table of the system that this runs on. */
    static ProcessTable ofThisSystem() {
        Path proc = Path.of("/proc");
        return Files.isReadable(proc.resolve("self/stat")) ? new LinuxProcessTable(proc) : new PortableProcessTable();
    }
}
