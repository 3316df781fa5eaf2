package dev.sluice.control.message;

import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What an executor says became of a command.
 *
 * @param pool pool of the command; empty where the service has one
 * @param generation generation of the command
 * @param status what became of it
 * @param replicas replicas that the command asked for
 * @param ready replicas that are ready; empty where the platform does not tell
 * @param issuedAt when the command was issued
 * @param at when this became so
 * @param knownGeneration of a superseded command, the newest generation that the executor knows; empty where it does not
 *     tell
 */
public record Acknowledgement(
        String pool,
        long generation,
        Status status,
        int replicas,
        OptionalInt ready,
        Instant issuedAt,
        Instant at,
        OptionalLong knownGeneration) {
    /** What became of a command, by an executor that does not tell which generation it knows. */
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

    /** What became of a command for a service that has one pool. */
    public Acknowledgement(
            long generation, Status status, int replicas, OptionalInt ready, Instant issuedAt, Instant at) {
        this("", generation, status, replicas, ready, issuedAt, at);
    }

    /** The same at another time. */
    public Acknowledgement at(Instant other) {
        return new Acknowledgement(pool, generation, status, replicas, ready, issuedAt, other, knownGeneration);
    }

    /** What became of a command. */
    public enum Status {
        /** Ordered from the platform. */
        APPLIED,
        /** Its replicas are ready. */
        READY,
        /** Not newer than one that was carried out. */
        SUPERSEDED,
        /** Past its valid-until. */
        EXPIRED,
        /** The platform refused. */
        FAILED
    }
}
