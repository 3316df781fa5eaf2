package dev.sluice.executor.processes.state;

import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * The newest order of a target, as it is remembered.
 *
 * @param drain how long workers that are to end may finish what they have; empty: as the settings say
 */
public record OrderRecord(
        Target target, int replicas, long generation, Optional<Resources> size, Optional<Duration> drain) {
    /** A target that no order came for. */
    public static OrderRecord none(Target target) {
        return new OrderRecord(target, 0, Long.MIN_VALUE, Optional.empty(), Optional.empty());
    }

    /** What holds after an order: the resources stay if it names none. */
    public OrderRecord after(Order order) {
        return new OrderRecord(
                target, order.replicas(), order.generation(), order.size().or(() -> size), order.drain());
    }

    Properties toProperties() {
        Properties written = new Properties();
        written.setProperty("service", target.service());
        written.setProperty("pool", target.pool());
        written.setProperty("replicas", Integer.toString(replicas));
        written.setProperty("generation", Long.toString(generation));
        size.ifPresent(known -> written.setProperty("size", SizeText.of(known)));
        drain.ifPresent(known -> written.setProperty("drain", Long.toString(known.toMillis())));
        return written;
    }

    /** Reads what {@link #toProperties} wrote; {@link IllegalArgumentException} for anything else. */
    static OrderRecord of(Properties written) {
        return new OrderRecord(
                new Target(StateDirectory.value(written, "service"), StateDirectory.value(written, "pool")),
                Integer.parseInt(StateDirectory.value(written, "replicas")),
                Long.parseLong(StateDirectory.value(written, "generation")),
                Optional.ofNullable(written.getProperty("size")).map(SizeText::parse),
                Optional.ofNullable(written.getProperty("drain"))
                        .map(Long::parseLong)
                        .map(Duration::ofMillis));
    }
}
