package dev.sluice.client;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import java.time.Instant;

/** Answers to commands. */
public final class Acknowledgements {
    private Acknowledgements() {}

    /**
     * What became of a command.
     *
     * @param message for people; may be empty
     * @param executor name of the executor
     * @param group its consumer group
     */
    public static ScalingAck of(
            ScalingCommand command, AckStatus status, String message, String executor, String group, Instant at) {
        return ScalingAck.newBuilder()
                .setService(command.getService())
                .setPool(command.getPool())
                .setGeneration(command.getGeneration())
                .setStatus(status)
                .setReplicas(command.getReplicas())
                .setIssuedAt(command.getIssuedAt())
                .setAt(at)
                .setExecutor(executor)
                .setGroup(group)
                .setMessage(message)
                .build();
    }
}
