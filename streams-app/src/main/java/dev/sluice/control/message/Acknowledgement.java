package dev.sluice.control.message;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The outcome of a command, as an executor reports it.
 *
 * @param pool pool of the command; empty if the service has only one
 * @param generation generation of the command
 * @param status the outcome
 * @param replicas replicas that the command asked for
 * @param ready replicas that are ready; empty if the platform does not tell
 * @param issuedAt when the command was issued
 * @param at when this status was reached
 * @param knownGeneration of a superseded command, the newest generation that the executor knows; empty if it does not
 *     tell
 * @param executor what all instances of an executor have in common and no other executor has; empty if it does not tell
 * @param platform what the platform told of itself
 */
public record Acknowledgement(
        String pool,
        long generation,
        Status status,
        int replicas,
        OptionalInt ready,
        Instant issuedAt,
        Instant at,
        OptionalLong knownGeneration,
        String executor,
        Platform platform) {
    /** Creates an acknowledgement of a platform that told nothing of itself. */
    public Acknowledgement(
            String pool,
            long generation,
            Status status,
            int replicas,
            OptionalInt ready,
            Instant issuedAt,
            Instant at,
            OptionalLong knownGeneration,
            String executor) {
        this(pool, generation, status, replicas, ready, issuedAt, at, knownGeneration, executor, Platform.SILENT);
    }

    /** Creates an acknowledgement of an executor that does not tell which one it is. */
    public Acknowledgement(
            String pool,
            long generation,
            Status status,
            int replicas,
            OptionalInt ready,
            Instant issuedAt,
            Instant at,
            OptionalLong knownGeneration) {
        this(pool, generation, status, replicas, ready, issuedAt, at, knownGeneration, "");
    }

    /** Creates an acknowledgement of an executor that does not tell which generation it knows. */
    public Acknowledgement(
            String pool,
            long generation,
            Status status,
            int replicas,
            OptionalInt ready,
            Instant issuedAt,
            Instant at) {
        this(pool, generation, status, replicas, ready, issuedAt, at, OptionalLong.empty());
    }

    /** Creates an acknowledgement for a service with one pool. */
    public Acknowledgement(
            long generation, Status status, int replicas, OptionalInt ready, Instant issuedAt, Instant at) {
        this("", generation, status, replicas, ready, issuedAt, at);
    }

    /** Returns the same acknowledgement at another time. */
    public Acknowledgement at(Instant other) {
        return new Acknowledgement(
                pool, generation, status, replicas, ready, issuedAt, other, knownGeneration, executor, platform);
    }

    /**
     * What a platform told of itself beside the outcome.
     *
     * @param running replicas that somebody else told it to run; empty: those of the command
     * @param limit most replicas that it can run for now; empty if it knows no such limit
     */
    public record Platform(OptionalInt running, OptionalInt limit) {
        public static final Platform SILENT = new Platform(OptionalInt.empty(), OptionalInt.empty());
    }

    /** The outcome of a command. */
    public enum Status {
        /** Ordered from the platform. */
        APPLIED,
        /** Its replicas are ready. */
        READY,
        /** Not newer than a command that was carried out. */
        SUPERSEDED,
        /** Past its valid-until. */
        EXPIRED,
        /** The platform refused. */
        FAILED,
        /** It was carried out, and what runs now is not what it ordered. */
        DRIFTED
    }
}
