package dev.sluice.executor.processes;

import dev.sluice.executor.processes.os.PortPool;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.setting.ProcessSettings;
import dev.sluice.executor.processes.state.OrderRecord;
import dev.sluice.executor.processes.state.StateDirectory;
import dev.sluice.executor.processes.state.WorkerRecord;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the workers of all targets share.
 *
 * @param workers the workers of all targets
 */
record WorkerHost(
        ProcessSettings settings,
        StateDirectory state,
        ProcessTable table,
        Launcher launcher,
        WorkerLogs logs,
        PortPool ports,
        Supplier<Stream<Worker>> workers) {
    private static final SecureRandom NAMES = new SecureRandom();
    private static final int NAME_BITS = 30;

    /** A port for a new worker; empty if there is none. */
    OptionalInt port() {
        return ports.take(workers.get().map(worker -> worker.record().port()).collect(Collectors.toSet()));
    }

    /** A new worker's record, with a name that no worker ever had. */
    WorkerRecord named(OrderRecord order, int port) {
        String pool = order.target().pool();
        String name = order.target().service() + (pool.isEmpty() ? "" : "-" + pool) + "-"
                + Integer.toString(NAMES.nextInt(1 << NAME_BITS), Character.MAX_RADIX);
        return new WorkerRecord(name, order.target(), order.generation(), port, order.size(), Optional.empty(), false);
    }

    Set<String> instances() {
        return workers.get().map(worker -> worker.record().instance()).collect(Collectors.toSet());
    }
}
