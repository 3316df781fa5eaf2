package dev.sluice.executor;

import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.schemas.Backoff;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all partitions of an executor go by.
 *
 * @param backoff how often and when to try again what failed
 * @param executor name of the executor
 * @param nanos a clock that only paces retries
 */
record GuardedActuator(Actuator actuator, TimeSource time, Backoff backoff, String executor, LongSupplier nanos) {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedActuator.class);

    /** Applies an order; whatever the actuator throws is a failure that may be retried. */
    Outcome apply(Order order, Instant now) {
        Outcome outcome;
        try {
            outcome = actuator.apply(order, now);
        } catch (RuntimeException e) {
            outcome = new Outcome.Failed(e.toString(), true);
        }
        if (outcome instanceof Outcome.Failed failed) {
            LOG.warn(
                    "Generation {} of {} to {} replicas failed ({}): {}",
                    order.generation(),
                    order.target(),
                    order.replicas(),
                    failed.retryable() ? "may be retried" : "for good",
                    failed.message());
        }
        return outcome;
    }

    /** Asks for readiness; what the actuator throws means that nothing is known now. */
    List<Readiness> poll(List<Waiting> waiting) {
        try {
            return actuator.poll(waiting);
        } catch (RuntimeException e) {
            LOG.warn("Readiness of {} orders is not known: {}", waiting.size(), e.toString());
            return List.of();
        }
    }
}
