package dev.sluice.executor;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A platform that only writes down what it was told, one line an order. */
public final class LogActuator implements Actuator {
    private static final Logger LOG = LoggerFactory.getLogger(LogActuator.class);

    private final Consumer<String> lines;

    public LogActuator() {
        this(LOG::info);
    }

    /** Writes its lines here. */
    public LogActuator(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public Outcome apply(Order order, Instant now) {
        lines.accept(now + " " + order.target() + ": run " + order.replicas() + " replicas, generation "
                + order.generation());
        return new Outcome.Applied("written to the log", OptionalInt.empty());
    }

    @Override
    public List<Readiness> poll(List<Waiting> waiting) {
        return List.of();
    }

    @Override
    public boolean tellsReadiness() {
        return false;
    }
}
