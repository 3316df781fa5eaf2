package dev.sluice.simulator.llm.plant;

import dev.sluice.simulator.llm.engine.Interval;
import java.util.List;

/**
 * What a fleet shows to whoever sizes it.
 *
 * @param now seconds from the start of the trace
 * @param wanted replicas that were ordered last
 * @param ready replicas that take requests
 * @param starting replicas that are ordered and not ready
 * @param draining replicas that serve what they have and then go
 * @param waiting requests that wait at ready replicas
 * @param running requests in the batches of ready replicas
 * @param gateway requests that no replica has
 * @param kvUsage share of the KV cache that is reserved, mean of ready replicas
 * @param interval what happened since the last look
 * @param replicas those that are ready, in order of ordering
 */
public record FleetView(
        double now,
        int wanted,
        int ready,
        int starting,
        int draining,
        int waiting,
        int running,
        int gateway,
        double kvUsage,
        Interval interval,
        List<Replica> replicas) {
    public FleetView {
        replicas = List.copyOf(replicas);
    }

    /** Requests that have not begun. */
    public int queued() {
        return waiting + gateway;
    }

    /**
     * A replica that is ready.
     *
     * @param id its number in order of ordering, from 0
     * @param waiting requests that wait here
     * @param running requests in its batch
     * @param kvUsage share of its KV cache that is reserved
     * @param pendingPromptTokens tokens of prompts that wait or are not computed yet
     * @param decodeSeconds time that it has spent in steps that generated tokens
     * @param decodeSteps such steps so far
     */
    public record Replica(
            int id,
            int waiting,
            int running,
            double kvUsage,
            long pendingPromptTokens,
            double decodeSeconds,
            long decodeSteps) {}
}
