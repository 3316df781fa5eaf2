package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.ProcessId;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.state.StateDirectory;
import dev.sluice.executor.processes.state.WorkerRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes of an executor that died are its workers, and which are nobody's, on a machine that is played. */
final class RecoveryTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String MARK = "/state#";

    @TempDir
    private Path directory = Path.of("");

    private final Played machine = new Played();

    /** Processes by number, with their marks; what is signalled is noted, and nothing happens. */
    private static final class Played implements ProcessTable {
        private final Map<Long, String> births = new HashMap<>();
        private final Map<String, Set<Long>> marks = new HashMap<>();
        private final List<String> signals = new ArrayList<>();

        void runs(long pid, String birth, String instance) {
            births.put(pid, birth);
            marks.computeIfAbsent(instance, one -> new HashSet<>()).add(pid);
        }

        @Override
        public Optional<ProcessId> find(long pid) {
            return Optional.ofNullable(births.get(pid)).map(birth -> new ProcessId(pid, birth));
        }

        @Override
        public Map<String, Set<Long>> marked(String variable, String prefix) {
            assertThat(variable + "=" + prefix).isEqualTo(Launcher.MARK + "=" + MARK);
            return Map.copyOf(marks);
        }

        @Override
        public boolean tellsMarks() {
            return true;
        }

        @Override
        public Map<Integer, Integer> connections() {
            return Map.of();
        }

        @Override
        public void end(ProcessId process, boolean force) {
            signals.add((force ? "KILL " : "TERM ") + process.pid());
        }
    }

    private static WorkerRecord record(String instance, Optional<ProcessId> process) {
        return new WorkerRecord(instance, Target.of("web"), 1, 20_000, Optional.empty(), process, false);
    }

    @Test
    void a_worker_is_found_by_its_process_and_one_whose_number_is_anothers_is_forgotten() throws IOException {
        WorkerRecord alive = record("web-alive", Optional.of(new ProcessId(11, "5@boot")));
        WorkerRecord reused = record("web-reused", Optional.of(new ProcessId(12, "5@boot")));
        WorkerRecord gone = record("web-gone", Optional.of(new ProcessId(13, "5@boot")));
        machine.runs(11, "5@boot", "web-alive");
        machine.runs(12, "9@boot", "somebody");
        try (StateDirectory state = new StateDirectory(directory)) {
            for (WorkerRecord record : List.of(alive, reused, gone)) {
                state.write(record);
            }

            assertThat(new Recovery(state, machine, MARK).find()).containsExactly(alive);
            assertThat(state.workers()).as("the others are forgotten").containsExactly(alive);
        }
        assertThat(machine.signals).as("nobody is ended for it").isEmpty();
    }

    @Test
    void one_that_was_being_started_is_found_by_its_mark_and_its_process_is_remembered() throws IOException {
        WorkerRecord started = record("web-started", Optional.empty());
        WorkerRecord never = record("web-never", Optional.empty());
        long self = ProcessHandle.current().pid();
        machine.runs(self, "7@boot", "web-started");
        try (StateDirectory state = new StateDirectory(directory)) {
            state.write(started);
            state.write(never);

            List<WorkerRecord> found = new Recovery(state, machine, MARK).find();

            assertThat(found).containsExactly(started.running(new ProcessId(self, "7@boot")));
            assertThat(state.workers()).isEqualTo(found);
        }
    }

    @Test
    void what_a_worker_left_behind_is_told_to_end_once_and_killed_after_ten_seconds() throws IOException {
        machine.runs(21, "5@boot", "web-known");
        machine.runs(22, "5@boot", "web-left");
        machine.runs(23, "5@boot", "web-left");
        machine.marks.put("web-ghost", Set.of(99L));
        try (StateDirectory state = new StateDirectory(directory)) {
            Recovery recovery = new Recovery(state, machine, MARK);

            recovery.sweep(() -> Set.of("web-known"), NOON);
            assertThat(machine.signals).containsExactlyInAnyOrder("TERM 22", "TERM 23");
            machine.signals.clear();
            recovery.sweep(() -> Set.of("web-known"), NOON.plusSeconds(9));
            assertThat(machine.signals).as("it has ten seconds").isEmpty();
            machine.births.remove(22L);
            recovery.sweep(() -> Set.of("web-known"), NOON.plusSeconds(10));
            assertThat(machine.signals).containsExactly("KILL 23");
        }
    }

    @Test
    void another_process_with_the_number_of_one_left_behind_has_its_own_ten_seconds() throws IOException {
        machine.runs(31, "5@boot", "web-left");
        try (StateDirectory state = new StateDirectory(directory)) {
            Recovery recovery = new Recovery(state, machine, MARK);
            recovery.sweep(Set::of, NOON);
            machine.births.put(31L, "6@boot");

            recovery.sweep(Set::of, NOON.plusSeconds(30));

            assertThat(machine.signals).containsExactly("TERM 31", "TERM 31");
        }
    }

    /** A worker that starts between the two looks has a mark and is known by then. */
    @Test
    void one_that_starts_while_processes_are_looked_for_is_not_taken_for_left_behind() throws IOException {
        machine.runs(41, "5@boot", "web-new");
        try (StateDirectory state = new StateDirectory(directory)) {
            new Recovery(state, machine, MARK)
                    .sweep(
                            () -> {
                                machine.runs(42, "6@boot", "web-newer");
                                return Set.of("web-new");
                            },
                            NOON);
        }
        assertThat(machine.signals).isEmpty();
    }
}
