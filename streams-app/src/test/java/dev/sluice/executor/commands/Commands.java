package dev.sluice.executor.commands;

import dev.sluice.events.PoolShare;
import dev.sluice.events.Reason;
import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Target;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.ValueSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands as the tests speak of them; each is valid for five minutes from its issue. */
public final class Commands {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration VALID = Duration.ofMinutes(5);

    static {
        // Avro makes enumerations and records only of packages that it was told to trust, which a serde does
        ValueSerdes.of(ScalingCommand.class, Map.of(RegistrySettings.URL, "mock://commands"))
                .close();
    }

    private Commands() {}

    public static ScalingCommand command(String service, int replicas, long generation, Instant issuedAt) {
        return command(service, "", replicas, generation, issuedAt);
    }

    /** A command for one pool of a service. */
    public static ScalingCommand command(String service, String pool, int replicas, long generation, Instant issuedAt) {
        return ScalingCommand.newBuilder()
                .setService(service)
                .setPool(pool)
                .setReplicas(replicas)
                .setPrevious(0)
                .setGeneration(generation)
                .setReason(Reason.FORECAST)
                .setDecisionId(service + "-" + generation)
                .setIssuedAt(issuedAt)
                .setValidUntil(issuedAt.plus(VALID))
                .build();
    }

    /** The same command for replicas of this size. */
    static ScalingCommand sized(ScalingCommand command, double cpu, long memory, double gpu) {
        return ScalingCommand.newBuilder(command)
                .setSize(new ReplicaSize(cpu, memory, gpu, 0L, 0L))
                .build();
    }

    /** The same command, saying that this is all of the service. */
    public static ScalingCommand allocated(ScalingCommand command, PoolShare... shares) {
        return ScalingCommand.newBuilder(command).setAllocation(List.of(shares)).build();
    }

    /** The part of a service in a pool, of which {@code ready} replicas were known to be useful. */
    public static PoolShare share(String pool, int replicas, @Nullable Integer ready, double perReplica) {
        return new PoolShare(pool, replicas, ready, perReplica, 1.0, 0);
    }

    /**
     * An acknowledgement in one line: {@code checkout/3 APPLIED 5}, {@code chat/gpu/3 APPLIED 5} for a pool, and
     * {@code ready 2} where the platform tells.
     */
    static String line(ScalingAck ack) {
        String ready = ack.getReady() == null ? "" : " ready " + ack.getReady();
        return Target.of(ack) + "/" + ack.getGeneration() + " " + ack.getStatus() + " " + ack.getReplicas() + ready;
    }
}
