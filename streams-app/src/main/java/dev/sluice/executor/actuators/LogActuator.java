package dev.sluice.executor.actuators;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.policy.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        lines.accept(now + " " + order.target() + ": run " + order.replicas() + " replicas"
                + order.size().map(LogActuator::text).orElse("") + ", generation " + order.generation());
        return new Outcome.Applied("written to the log", OptionalInt.empty());
    }

    /** The resources that are given, in cores, bytes and GPUs. */
    private static String text(Resources size) {
        return Stream.of(
                        part("cpu", size.cpuCores()),
                        part("memory", size.memoryBytes()),
                        part("gpu", size.gpus()),
                        part("gpuMemory", size.gpuMemoryBytes()),
                        part("storage", size.storageBytes()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" ", " of ", ""));
    }

    private static Optional<String> part(String name, Number amount) {
        return amount.doubleValue() > 0 ? Optional.of(name + "=" + amount) : Optional.empty();
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
