package dev.sluice.client;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.ShortText;
import java.time.Instant;

/** Answers to commands. */
public final class Acknowledgements {
    /** Maximum number of characters of a message that are kept. */
    private static final int LONGEST_MESSAGE = 2_000;

    /** Maximum number of replicas that can be ready. */
    private static final int MOST_REPLICAS = 10_000_000;

    private Acknowledgements() {}

    /**
     * What became of a command.
     *
     * @param message for people; may be empty, and is cut if it is long
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
                .setMessage(ShortText.of(message, LONGEST_MESSAGE))
                .build();
    }

    /** Returns the number of ready replicas; {@code IllegalArgumentException} if it can be none. */
    static int ready(int replicas) {
        if (replicas < 0 || replicas > MOST_REPLICAS) {
            throw new IllegalArgumentException(replicas + " is no number of replicas");
        }
        return replicas;
    }
}
