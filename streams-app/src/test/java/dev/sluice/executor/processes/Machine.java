package dev.sluice.executor.processes;

import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.processes.os.ProcessTable;
import dev.sluice.executor.processes.setting.ProcessSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** This machine, an executor's processes on it, and a look at them from outside. Ends all of them when closed. */
final class Machine implements AutoCloseable {
    static final Target WEB = Target.of("web");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, String> settings = new HashMap<>();
    private final Path state;
    private Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
    private @Nullable ProcessActuator actuator;

    /** Workers that sleep, are ready at once and end at once. */
    Machine(Path directory) {
        this.state = directory.resolve("state");
        set("state.dir", state.toString());
        set("command", "sleep 600");
        set("health", "none");
        set("drain.ms", "0");
        set("ports", "23000-23999");
    }

    Machine set(String name, String value) {
        settings.put(name, value);
        return this;
    }

    Machine environment(Map<String, String> given) {
        environment = given;
        return this;
    }

    static ProcessSettings settings(Map<String, String> given) {
        return ProcessSettings.from(new AbstractConfig(ProcessSettings.define(new ConfigDef()), given, false));
    }

    /** An executor starts. */
    ProcessActuator start() throws IOException {
        ProcessActuator started = new ProcessActuator(settings(settings), environment, InstantSource.system());
        actuator = started;
        return started;
    }

    /** The executor ends, and its workers go on. */
    void stop() {
        actuator().close();
    }

    Outcome order(int replicas, long generation) {
        return actuator().apply(new Order(WEB, replicas, generation), Instant.now());
    }

    List<Instance> workers() {
        return actuator().instances(WEB, Instant.now());
    }

    boolean allReady(int count) {
        List<Instance> all = workers();
        return all.size() == count && all.stream().allMatch(Instance::ready);
    }

    /**
     * The numbers of all processes of this executor, as the system tells. A process that was started just now has its
     * parent's environment for an instant, so this looks until nothing changes.
     */
    Set<Long> pids() {
        Set<Long> seen = marked();
        for (int looks = 0; looks < 40; looks++) {
            pause();
            Set<Long> now = marked();
            if (now.equals(seen)) {
                return now;
            }
            seen = now;
        }
        return seen;
    }

    private Set<Long> marked() {
        try {
            return ProcessTable.ofThisSystem().marked(Launcher.MARK, state.toRealPath() + "#").values().stream()
                    .flatMap(Set::stream)
                    .filter(pid -> ProcessTable.ofThisSystem().find(pid).isPresent())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** The number of one worker's process. */
    long pid() {
        return pids().iterator().next();
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Waits until it is so. */
    static void until(String what, BooleanSupplier so) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never came: " + what);
            }
            pause();
        }
    }

    /** Long enough for what must not happen to happen a few times. */
    static void aWhile() {
        for (int i = 0; i < 20; i++) {
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Path state() {
        return state;
    }

    ProcessActuator actuator() {
        return Objects.requireNonNull(actuator);
    }

    @Override
    public void close() {
        if (actuator != null) {
            actuator.close();
        }
        pids().forEach(Machine::kill);
    }
}
