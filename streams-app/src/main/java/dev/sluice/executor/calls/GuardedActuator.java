package dev.sluice.executor.calls;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Actuator.Observed;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Scope;
import dev.sluice.executor.TimeSource;
import dev.sluice.schemas.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all partitions of an executor share. The platform is called only in threads of {@link PlatformCalls}, except
 * for its fixed properties, which are read once.
 *
 * @param tellsReadiness whether the platform reports replicas that became ready
 * @param livesHere whether the platform runs in this process
 * @param backoff how often and when to retry failed orders
 * @param executor name of the executor
 * @param group its consumer group
 * @param scope the commands that it carries out
 * @param circuit keeps orders from a platform that fails for everybody
 * @param nanos a clock that only paces retries and deadlines
 * @param chance uniform in [0, 1): scatters retries of orders that failed together
 */
public record GuardedActuator(
        Actuator actuator,
        boolean tellsReadiness,
        boolean livesHere,
        TimeSource time,
        Backoff backoff,
        String executor,
        String group,
        Scope scope,
        CircuitBreaker circuit,
        LongSupplier nanos,
        DoubleSupplier chance) {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedActuator.class);

    /** Without scatter. */
    public GuardedActuator(Actuator actuator, TimeSource time, Backoff backoff, String executor, LongSupplier nanos) {
        this(actuator, time, backoff, executor, "", Scope.ALL, CircuitBreaker.none(), nanos, () -> 0);
    }

    public GuardedActuator(
            Actuator actuator,
            TimeSource time,
            Backoff backoff,
            String executor,
            String group,
            Scope scope,
            CircuitBreaker circuit,
            LongSupplier nanos,
            DoubleSupplier chance) {
        this(
                actuator,
                actuator.tellsReadiness(),
                actuator.livesHere(),
                time,
                backoff,
                executor,
                group,
                scope,
                circuit,
                nanos,
                chance);
    }

    /** Carries out what the settings say. */
    public static GuardedActuator of(
            Actuator actuator, ExecutorSettings settings, LongSupplier nanos, DoubleSupplier chance) {
        return new GuardedActuator(
                actuator,
                settings.time(),
                settings.backoff(),
                settings.name(),
                settings.group(),
                settings.scope(),
                new CircuitBreaker(settings.circuitFailures(), nanos),
                nanos,
                chance);
    }

    public Outcome apply(Order order, Instant now) {
        return actuator.apply(order, now);
    }

    public List<Readiness> poll(List<Waiting> waiting) {
        return actuator.poll(waiting);
    }

    public List<Observed> observe(List<Order> inForce) {
        return actuator.observe(inForce);
    }

    /** Tells a platform in this process what it ran. */
    public void resume(Order order, Instant at) {
        if (livesHere) {
            try {
                actuator.resume(order, at);
            } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                LOG.warn(
                        "Generation {} of {} is not resumed: {}",
                        order.generation(),
                        order.target(),
                        PlatformCall.describe(e));
            }
        }
    }

    /** How long to wait before an order that failed so often is tried again. */
    public Duration wait(int failures, Outcome.Failed failed) {
        Duration wait = backoff.before(failures, chance.getAsDouble());
        return failed.retryAfter().compareTo(wait) > 0 ? failed.retryAfter() : wait;
    }
}
