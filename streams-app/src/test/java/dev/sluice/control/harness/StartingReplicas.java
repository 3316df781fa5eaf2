package dev.sluice.control.harness;

import dev.sluice.control.message.Acknowledgement.Status;
import java.util.ArrayDeque;
import java.util.Deque;

/** A platform that carries out the newest command: replicas are ready a lead time after it, and gone at once. */
final class StartingReplicas {
    private final int leadSeconds;
    private final Deque<int[]> starting = new ArrayDeque<>();
    private int ready;
    private int ordered;
    private long known;

    StartingReplicas(int ready, int leadSeconds) {
        this.ready = ready;
        this.ordered = ready;
        this.leadSeconds = leadSeconds;
    }

    int ready() {
        return ready;
    }

    int ordered() {
        return ordered;
    }

    /** Carries out what was commanded up to a second, and acknowledges it. */
    void carryOut(ServiceHarness course, int now) {
        if (!course.commands().isEmpty() && course.newestCommand().generation() > known) {
            known = course.newestCommand().generation();
            ordered = course.newestCommand().replicas();
            ready = Math.min(ready, ordered);
            starting.add(new int[] {now + leadSeconds, ordered});
            course.newestIs(Status.APPLIED, ready);
        }
        while (!starting.isEmpty() && starting.peek()[0] <= now) {
            ready = Math.min(ordered, Math.max(ready, starting.remove()[1]));
            if (!course.commands().isEmpty()) {
                course.newestIs(Status.READY, ready);
            }
        }
    }
}
