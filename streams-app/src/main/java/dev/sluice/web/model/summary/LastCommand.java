package dev.sluice.web.model.summary;

import dev.sluice.events.AckStatus;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingCommand;

/**
 * The newest command of one pool and what became of it.
 *
 * @param pool name of the pool; empty where the service has one
 * @param replicas replicas to run there
 * @param generation its generation
 * @param issuedAt when it was issued, epoch ms
 * @param validUntil until when it may be carried out, epoch ms
 * @param reason why
 * @param awaited whether an answer would be known
 * @param answer the newest answer; {@link AckStatus#UNKNOWN} while there is none
 * @param message what the platform said
 */
public record LastCommand(
        String pool,
        int replicas,
        long generation,
        long issuedAt,
        long validUntil,
        Reason reason,
        boolean awaited,
        AckStatus answer,
        String message) {
    public static LastCommand of(ScalingCommand command, boolean awaited) {
        return new LastCommand(
                command.getPool(),
                command.getReplicas(),
                command.getGeneration(),
                command.getIssuedAt().toEpochMilli(),
                command.getValidUntil().toEpochMilli(),
                command.getReason(),
                awaited,
                AckStatus.UNKNOWN,
                "");
    }

    /** The same with an answer; an answer to another command, or a late one that tells less, changes nothing. */
    public LastCommand answered(long to, AckStatus status, String said) {
        boolean own = to == generation && status != AckStatus.UNKNOWN;
        boolean less = answer == AckStatus.READY || (answer == AckStatus.APPLIED && status == AckStatus.SUPERSEDED);
        return own && !less
                ? new LastCommand(pool, replicas, generation, issuedAt, validUntil, reason, awaited, status, said)
                : this;
    }

    /** Whether nobody carried it out while it was valid. */
    public boolean isUnanswered(long now) {
        return answer == AckStatus.EXPIRED || (awaited && answer == AckStatus.UNKNOWN && now > validUntil);
    }
}
