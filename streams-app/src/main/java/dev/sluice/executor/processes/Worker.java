package dev.sluice.executor.processes;

import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One worker and where it stands. */
final class Worker {
    /** Failed checks in a row that a ready worker is forgiven. */
    private static final int FORGIVEN = 2;

    private final @Nullable Process child;
    private WorkerRecord record;
    private Phase phase;
    private Instant since;
    private @Nullable Instant checkDue;
    private @Nullable Instant takenOut;
    private int failures;

    enum Phase {
        /** It runs and has not shown yet that it serves. */
        STARTING,
        READY,
        /** It was ready, and its checks fail. */
        UNHEALTHY,
        /** It serves what it has and is to end. */
        DRAINING,
        /** It was told to end. */
        STOPPING,
        /** It was told to end by SIGKILL. */
        KILLED
    }

    /**
     * @param child the process if this executor started it: Java tells when it ends, and its exit status
     */
    Worker(WorkerRecord record, @Nullable Process child, Phase phase, Instant now) {
        this.record = record;
        this.child = child;
        this.phase = phase;
        this.since = now;
        this.checkDue = now;
    }

    WorkerRecord record() {
        return record;
    }

    void record(WorkerRecord now) {
        record = now;
    }

    Phase phase() {
        return phase;
    }

    /** When it came to its phase. */
    Instant since() {
        return since;
    }

    void enter(Phase next, Instant now) {
        phase = next;
        since = now;
    }

    /** True if it counts for its order: it is not to end. */
    boolean isActive() {
        return phase.compareTo(Phase.DRAINING) < 0;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    /** True if its resources are those; without any, all are. */
    boolean has(Optional<Resources> size) {
        return size.isEmpty() || size.equals(record.size());
    }

    boolean isAlive(ProcessTable table) {
        return child != null
                ? child.isAlive()
                : record.process().map(table::runs).orElse(false);
    }

    /** Sends it SIGTERM, or SIGKILL to it and to all that it started. */
    void end(ProcessTable table, boolean force) {
        if (child == null) {
            record.process().ifPresent(process -> table.end(process, force));
        } else if (force) {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly();
        } else {
            child.destroy();
        }
    }

    /** How it ended, as text. */
    String exit() {
        return child == null ? "unknown exit status" : "exit status " + child.exitValue();
    }

    /** True once if it is time for the next check; then {@link #checked} must follow. */
    boolean takeCheck(Instant now) {
        boolean due = checkDue != null && isActive() && !now.isBefore(checkDue);
        checkDue = due ? null : checkDue;
        return due;
    }

    /** Takes the result of a check; the next one is due after {@code interval}, or sooner while it starts. */
    void checked(boolean passed, Instant now, Duration interval) {
        failures = passed ? 0 : failures + 1;
        if (isActive() && passed && !isReady()) {
            enter(Phase.READY, now);
        } else if (isReady() && failures > FORGIVEN) {
            enter(Phase.UNHEALTHY, now);
        }
        Duration soon = interval.dividedBy(isReady() ? 1 : 5);
        checkDue = now.plus(soon);
    }

    /** When the load balancer stopped naming it; empty if it may still do so. */
    Optional<Instant> takenOut() {
        return Optional.ofNullable(takenOut);
    }

    void takenOut(@Nullable Instant at) {
        takenOut = at;
    }
}
