package dev.sluice.executor.processes.os;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Java itself tells of processes, on a system without {@code /proc}. */
final class PortableProcessTable implements ProcessTable {
    @Override
    public Optional<ProcessId> find(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> new ProcessId(pid, Long.toString(start.toEpochMilli())));
    }

    @Override
    public Map<String, Set<Long>> marked(String variable, String prefix) {
        return Map.of();
    }

    @Override
    public boolean tellsMarks() {
        return false;
    }

    @Override
    public Map<Integer, Integer> connections() {
        return Map.of();
    }
}
