package dev.sluice.executor.processes;

import dev.sluice.executor.processes.os.ProcessId;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.state.StateDirectory;
import dev.sluice.executor.processes.state.WorkerRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the processes of an executor that has died: by their records, and by the mark in their environment.
 *
 * <p>A record without a process is of a worker that was being started. If the mark finds it, it runs. A mark without a
 * record is of something that nobody counts on any more, such as a process that a worker started and left behind: it is
 * ended.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    private final StateDirectory state;
    private final ProcessTable table;
    private final String mark;
    private final Map<ProcessId, Instant> told = new HashMap<>();

    /** @param mark prefix of the marks of this executor's processes */
    Recovery(StateDirectory state, ProcessTable table, String mark) {
        this.state = state;
        this.table = table;
        this.mark = mark;
    }

    /** The workers that still run. The records of the others are deleted. */
    List<WorkerRecord> find() throws IOException {
        Map<String, Set<Long>> marked = table.marked(Launcher.MARK, mark);
        List<WorkerRecord> found = new ArrayList<>();
        for (WorkerRecord record : state.workers()) {
            Optional<WorkerRecord> running = record.process().isPresent()
                    ? Optional.of(record)
                            .filter(one -> one.process().filter(table::runs).isPresent())
                    : first(marked.getOrDefault(record.instance(), Set.of())).map(record::running);
            if (running.isPresent()) {
                state.write(running.get());
                found.add(running.get());
            } else {
                LOG.warn("{} has ended while no executor watched", record.instance());
                state.delete(record);
            }
        }
        return found;
    }

    /** The process that started first; the others were started by it. */
    private Optional<ProcessId> first(Set<Long> pids) {
        return pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .min(Comparator.comparing(handle -> handle.info().startInstant().orElse(Instant.MAX)))
                .flatMap(handle -> table.find(handle.pid()));
    }

    /** Ends marked processes that belong to none of the workers. */
    void sweep(Supplier<Set<String>> workers, Instant now) {
        Set<ProcessId> left = new HashSet<>();
        Map<String, Set<Long>> marked = table.marked(Launcher.MARK, mark);
        // asked after the processes: one that starts meanwhile must not look left behind
        Set<String> known = workers.get();
        marked.forEach((instance, pids) -> {
            if (!known.contains(instance)) {
                pids.forEach(pid -> table.find(pid).ifPresent(left::add));
            }
        });
        told.keySet().retainAll(left);
        for (ProcessId process : left) {
            boolean force =
                    told.containsKey(process) && !now.isBefore(told.get(process).plus(TIME_TO_END));
            if (force || told.putIfAbsent(process, now) == null) {
                LOG.warn("Process {} was left behind by a worker and is ended", process.pid());
                table.end(process, force);
            }
        }
    }
}
