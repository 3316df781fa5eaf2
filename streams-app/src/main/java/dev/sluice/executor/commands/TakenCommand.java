package dev.sluice.executor.commands;

import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A command and its offset in the partition. */
record TakenCommand(long offset, ScalingCommand command) {
    Target target() {
        return Target.of(command);
    }

    Order order() {
        return Order.of(command);
    }

    boolean isValid(Instant now) {
        return now.isBefore(command.getValidUntil());
    }

    boolean isOlderThan(@Nullable TakenCommand other) {
        return other != null && command.getGeneration() < other.command().getGeneration();
    }
}
