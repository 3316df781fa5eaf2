package dev.sluice.executor.processes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorContractTest;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.policy.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What every platform promises, with real processes. */
final class ProcessActuatorContractTest extends ActuatorContractTest {
    @TempDir
    private Path directory;

    private @Nullable Machine machine;

    @BeforeAll
    static void a_system_that_tells_marks() {
        assumeTrue(ProcessTable.ofThisSystem().tellsMarks(), "no /proc here to look at the processes from outside");
    }

    @Override
    protected Actuator create() {
        try {
            Machine own = new Machine(directory).set("max.workers", "400");
            machine = own;
            return new Patient(own.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Machine machine() {
        return Objects.requireNonNull(machine);
    }

    @AfterEach
    void end() {
        machine().close();
    }

    /** Processes that run for a target and are not on their way out, with the resources that they were given. */
    private List<Optional<Resources>> running(Target target) {
        Set<String> kept = machine().actuator().instances(target, LATER).stream()
                .map(Instance::name)
                .collect(Collectors.toSet());
        return machine().pids().stream()
                .map(ProcessActuatorContractTest::environment)
                .filter(environment ->
                        kept.contains(value(environment, "SLUICE_INSTANCE").orElse("")))
                .filter(environment -> value(environment, "SLUICE_SERVICE").equals(Optional.of(target.service()))
                        && value(environment, "SLUICE_POOL").equals(Optional.of(target.pool())))
                .map(environment -> value(environment, "SLUICE_MEMORY")
                        .map(memory -> memory.equals(Long.toString(LARGE.memoryBytes())) ? LARGE : SMALL))
                .toList();
    }

    /** The environment of a process; that of a process that was started just now is not its own yet. */
    private static List<String> environment(long pid) {
        Machine.until("environment of its own", () -> {
            List<String> now = environmentNow(pid);
            return now.isEmpty()
                    ? !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                    : value(now, "SLUICE_INSTANCE").isPresent();
        });
        return environmentNow(pid);
    }

    private static List<String> environmentNow(long pid) {
        try {
            String all = Files.readString(Path.of("/proc/" + pid + "/environ"));
            return all.isEmpty() ? List.of() : List.of(all.split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<String> value(List<String> environment, String name) {
        return environment.stream()
                .filter(one -> one.startsWith(name + "="))
                .map(one -> one.substring(name.length() + 1))
                .findFirst();
    }

    @Override
    protected int ordered(Target target) {
        Optional<Resources> size = size(target);
        return (int) running(target).stream().filter(size::equals).count();
    }

    /** The resources of the newest: while they take over, those before them still run. */
    @Override
    protected Optional<Resources> size(Target target) {
        List<Instance> kept = machine().actuator().instances(target, LATER);
        return kept.isEmpty()
                ? Optional.empty()
                : machine().pids().stream()
                        .map(ProcessActuatorContractTest::environment)
                        .filter(environment -> value(environment, "SLUICE_INSTANCE")
                                .equals(Optional.of(kept.get(kept.size() - 1).name())))
                        .findFirst()
                        .flatMap(environment -> value(environment, "SLUICE_MEMORY"))
                        .map(memory -> memory.equals(Long.toString(LARGE.memoryBytes())) ? LARGE : SMALL);
    }

    /** Waits, where the contract jumps in time, until the workers that run are ready. */
    private record Patient(ProcessActuator real) implements Actuator {
        @Override
        public Outcome apply(Order order, Instant now) {
            return real.apply(order, now);
        }

        @Override
        public List<Readiness> poll(List<Waiting> waiting) {
            Machine.until(
                    "all ready",
                    () -> waiting.stream()
                            .flatMap(one -> real.instances(one.order().target(), one.now()).stream())
                            .allMatch(Instance::ready));
            return real.poll(waiting);
        }

        @Override
        public boolean tellsReadiness() {
            return real.tellsReadiness();
        }

        @Override
        public List<Instance> instances(Target target, Instant now) {
            return real.instances(target, now);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
