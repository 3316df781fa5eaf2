package dev.sluice.executor.commands;

import dev.sluice.executor.Target;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands of one partition that failed and will be retried, at most one a target. */
final class Retries {
    private final Map<Target, Retry> waiting = new LinkedHashMap<>();

    /** A command that failed this often, last with this message. */
    record Retry(TakenCommand taken, int failures, String message, long dueNanos) {}

    void add(Retry retry) {
        waiting.put(retry.taken().target(), retry);
    }

    Optional<Retry> remove(Target target) {
        return Optional.ofNullable(waiting.remove(target));
    }

    boolean contains(Target target) {
        return waiting.containsKey(target);
    }

    /** Removes and returns those that are due. */
    List<Retry> takeDue(long nanos) {
        List<Retry> due = new ArrayList<>();
        for (Iterator<Retry> all = waiting.values().iterator(); all.hasNext(); ) {
            Retry retry = all.next();
            if (nanos - retry.dueNanos() >= 0) {
                all.remove();
                due.add(retry);
            }
        }
        return due;
    }
}
