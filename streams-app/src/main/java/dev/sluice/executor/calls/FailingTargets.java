package dev.sluice.executor.calls;

import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the log says of targets that fail: once that one does, and once that its orders are carried out again. In between they are
 * tried every few seconds, for as long as it lasts; each acknowledgement carries its own message.
 */
public final class FailingTargets {
    /** How many calls of a target have failed since one succeeded. */
    private final Map<Target, Long> failures = new HashMap<>();

    /** A call failed: what is to be said of it; empty where the target is known to fail. */
    public Optional<String> failed(Order order, Outcome.Failed failed) {
        if (failures.merge(order.target(), 1L, Long::sum) > 1) {
            return Optional.empty();
        }
        return Optional.of("Generation " + order.generation() + " of " + order.target() + " to " + order.replicas()
                + " replicas failed (" + (failed.retryable() ? "may be retried" : "for good") + "): " + failed.message()
                + ". Further failures of this target are not logged until one of its orders is carried out");
    }

    /** An order was carried out: what is to be said of it; empty where the target did not fail before. */
    public Optional<String> carriedOut(Order order) {
        return Optional.ofNullable(failures.remove(order.target()))
                .map(failed -> "Generation " + order.generation() + " of " + order.target()
                        + " is carried out: the target works again after " + failed + " failed calls");
    }
}
