package dev.sluice.executor;

import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ScalingCommand;
import dev.sluice.policy.Resources;
import dev.sluice.text.DurationText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order to run this many replicas of the target. Of two orders for a target, the one with the higher generation
 * applies.
 *
 * @param size resources of each replica, a resource of 0 unchanged; empty: all unchanged
 * @param drain how long a replica that is ended may finish its work, without new work; empty: the platform's own way
 * @param cause why it was given; empty if only its acknowledgement is known
 */
public record Order(
        Target target,
        int replicas,
        long generation,
        Optional<Resources> size,
        Optional<Duration> drain,
        Optional<Cause> cause) {
    private static final Duration LONGEST_DRAIN = Duration.ofDays(7);

    /**
     * Why and for how long an order was given.
     *
     * @param reason one of {@code policy.trace.Reason}
     * @param evidence the decision in one sentence; may be empty
     */
    public record Cause(String reason, String evidence, Instant issuedAt, Instant validUntil) {}

    public Order {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas " + replicas + " of " + target + " are fewer than none");
        }
        if (drain.isPresent() && (drain.get().isNegative() || drain.get().compareTo(LONGEST_DRAIN) > 0)) {
            throw new IllegalArgumentException("drain " + DurationText.exactly(drain.get()) + " is not between 0 and "
                    + DurationText.exactly(LONGEST_DRAIN));
        }
    }

    /** An order that leaves to the platform how replicas end. */
    public Order(Target target, int replicas, long generation, Optional<Resources> size, Optional<Cause> cause) {
        this(target, replicas, generation, size, Optional.empty(), cause);
    }

    /** An order whose cause is not known. */
    public Order(Target target, int replicas, long generation, Optional<Resources> size) {
        this(target, replicas, generation, size, Optional.empty());
    }

    /** An order that leaves the resources of the replicas unchanged. */
    public Order(Target target, int replicas, long generation) {
        this(target, replicas, generation, Optional.empty());
    }

    /** The order of a command; throws {@link IllegalArgumentException} if it is impossible. */
    public static Order of(ScalingCommand command) {
        return new Order(
                Target.of(command),
                command.getReplicas(),
                command.getGeneration(),
                Optional.ofNullable(command.getSize())
                        .map(Order::resources)
                        .filter(size -> !size.equals(Resources.NONE)),
                Optional.ofNullable(command.getDrainMs()).map(Duration::ofMillis),
                Optional.of(new Cause(
                        command.getReason().name(),
                        command.getEvidence(),
                        command.getIssuedAt(),
                        command.getValidUntil())));
    }

    /**
     * Names the command: {@code service/generation/pool}, as in {@code checkout/7/gpu}. It is the same each time the
     * command is carried out. In service and pool, what is not a letter, a digit, a hyphen or an underscore is
     * percent-encoded.
     */
    public String id() {
        return encoded(target.service()) + "/" + generation + "/" + encoded(target.pool());
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E")
                .replace("*", "%2A");
    }

    /** Throws {@link IllegalArgumentException} if nobody could carry out a command. */
    public static void check(ScalingCommand command) {
        Order unused = of(command);
        List<PoolCapacity> parts = PoolCapacity.of(command);
        if (parts.stream().map(PoolCapacity::pool).distinct().count() < parts.size()) {
            throw new IllegalArgumentException("the allocation names a pool twice");
        }
    }

    private static Resources resources(ReplicaSize size) {
        return new Resources(size.getCpu(), size.getMemory(), size.getGpu(), size.getGpuMemory(), size.getStorage());
    }
}
