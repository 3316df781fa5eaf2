package dev.sluice.executor.processes.state;

import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.ProcessId;
import dev.sluice.policy.Resources;
import java.util.Optional;
import java.util.Properties;

/**
 * What is remembered of a worker. It is written before the worker starts, so a worker whose executor died while it
 * started is known too.
 *
 * @param instance its name, which no other worker ever has
 * @param generation of the order that it was started for
 * @param port that it listens on
 * @param size its resources; empty if no order has told
 * @param process empty before it started
 * @param draining true if it is to end
 */
public record WorkerRecord(
        String instance,
        Target target,
        long generation,
        int port,
        Optional<Resources> size,
        Optional<ProcessId> process,
        boolean draining) {
    public WorkerRecord running(ProcessId started) {
        return new WorkerRecord(instance, target, generation, port, size, Optional.of(started), draining);
    }

    public WorkerRecord draining(boolean now) {
        return new WorkerRecord(instance, target, generation, port, size, process, now);
    }

    Properties toProperties() {
        Properties written = new Properties();
        written.setProperty("instance", instance);
        written.setProperty("service", target.service());
        written.setProperty("pool", target.pool());
        written.setProperty("generation", Long.toString(generation));
        written.setProperty("port", Integer.toString(port));
        written.setProperty("draining", Boolean.toString(draining));
        size.ifPresent(known -> written.setProperty("size", SizeText.of(known)));
        process.ifPresent(known -> {
            written.setProperty("pid", Long.toString(known.pid()));
            written.setProperty("birth", known.birth());
        });
        return written;
    }

    /** Reads what {@link #toProperties} wrote; {@link IllegalArgumentException} for anything else. */
    static WorkerRecord of(Properties written) {
        return new WorkerRecord(
                StateDirectory.value(written, "instance"),
                new Target(StateDirectory.value(written, "service"), StateDirectory.value(written, "pool")),
                Long.parseLong(StateDirectory.value(written, "generation")),
                Integer.parseInt(StateDirectory.value(written, "port")),
                Optional.ofNullable(written.getProperty("size")).map(SizeText::parse),
                Optional.ofNullable(written.getProperty("pid"))
                        .map(pid -> new ProcessId(Long.parseLong(pid), StateDirectory.value(written, "birth"))),
                Boolean.parseBoolean(StateDirectory.value(written, "draining")));
    }
}
