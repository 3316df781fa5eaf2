package dev.sluice.client;

import dev.sluice.client.Fence.Verdict;
import dev.sluice.events.ScalingCommand;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of the commands of one partition. Those below the committed offset were answered. The topic keeps only the
 * newest of them for each service, and all pools of a service share one rising generation: so a command is new only if it
 * is above the newest answered one of its service.
 */
final class KnownCommands {
    private final Fence<Scaled> fence = new Fence<>();
    private final Map<String, Long> answered = new HashMap<>();
    private final long committed;

    /** What a command scales. */
    record Scaled(String service, String pool) {
        static Scaled by(ScalingCommand command) {
            return new Scaled(command.getService(), command.getPool());
        }
    }

    /** @param committed offset of the first record that was not answered */
    KnownCommands(long committed) {
        this.committed = committed;
    }

    boolean isAnswered(long offset) {
        return offset < committed;
    }

    /** A command that was answered before. */
    void recall(ScalingCommand command) {
        answered.merge(command.getService(), command.getGeneration(), Math::max);
    }

    Verdict judge(ScalingCommand command, Instant now) {
        Long known = answered.get(command.getService());
        if (known != null) {
            fence.answered(Scaled.by(command), known);
        }
        return fence.judge(Scaled.by(command), command.getGeneration(), command.getValidUntil(), now);
    }

    OptionalLong newest(ScalingCommand command) {
        return fence.newest(Scaled.by(command));
    }
}
