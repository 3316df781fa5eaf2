package dev.sluice.executor.processes;

import dev.sluice.executor.processes.setting.WorkerSettings;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.policy.Resources;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts workers. A worker writes to a file and reads nothing, so it does not notice the end of the executor. Where the
 * system has {@code setsid}, it runs in a session of its own, so Ctrl-C at the executor's terminal does not reach it.
 */
final class Launcher {
    /** Variable that marks a worker and what it starts: state directory, {@code #}, instance. */
    static final String MARK = "SLUICE_PROCESS";

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final String mark;
    private final WorkerLogs logs;
    private final Map<String, String> own;

    /**
     * @param mark prefix of the marks
     * @param own the executor's environment
     */
    Launcher(String mark, WorkerLogs logs, Map<String, String> own) {
        this.mark = mark;
        this.logs = logs;
        this.own = Map.copyOf(own);
    }

    /** Starts the worker that the record names. */
    Process start(WorkerRecord worker, WorkerSettings settings) throws IOException {
        List<String> words = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // it becomes the program, under the same number
            words.add(SETSID.toString());
        }
        words.addAll(settings.command().with(values(worker)));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(logs.file(worker.instance()).toFile()));
        settings.directory().map(Path::toFile).ifPresent(builder::directory);
        environment(builder.environment(), worker, settings);
        return builder.start();
    }

    private static Map<String, String> values(WorkerRecord worker) {
        return Map.of(
                "service", worker.target().service(),
                "pool", worker.target().pool(),
                "port", Integer.toString(worker.port()),
                "instance", worker.instance());
    }

    private void environment(Map<String, String> environment, WorkerRecord worker, WorkerSettings settings) {
        environment.clear();
        environment.putAll(inherited(settings));
        environment.put("PORT", Integer.toString(worker.port()));
        environment.put("SLUICE_SERVICE", worker.target().service());
        environment.put("SLUICE_POOL", worker.target().pool());
        environment.put("SLUICE_INSTANCE", worker.instance());
        worker.size().ifPresent(size -> resources(environment, size));
        environment.putAll(settings.environment());
        environment.put(MARK, mark + worker.instance());
    }

    private static void resources(Map<String, String> environment, Resources size) {
        environment.put("SLUICE_CPU", Double.toString(size.cpuCores()));
        environment.put("SLUICE_MEMORY", Long.toString(size.memoryBytes()));
        environment.put("SLUICE_GPU", Double.toString(size.gpus()));
        environment.put("SLUICE_GPU_MEMORY", Long.toString(size.gpuMemoryBytes()));
        environment.put("SLUICE_STORAGE", Long.toString(size.storageBytes()));
    }

    /** The variables that workers may have of the executor's. */
    Map<String, String> inherited(WorkerSettings settings) {
        Map<String, String> inherited = new HashMap<>(own);
        inherited.keySet().retainAll(settings.inherited());
        return inherited;
    }

    /** Why a service's command cannot run; empty if nothing speaks against it. */
    Optional<String> obstacle(WorkerSettings settings) {
        Optional<Path> directory = settings.directory();
        if (directory.isPresent() && !Files.isDirectory(directory.get())) {
            return Optional.of(directory.get() + " is no directory to run a worker in");
        }
        String program = settings.command().words().get(0);
        // placeholders are known only when it starts
        return program.contains("{") || candidates(program, settings).anyMatch(Files::isExecutable)
                ? Optional.empty()
                : Optional.of(program + " is no program that can be run");
    }

    private Stream<Path> candidates(String program, WorkerSettings settings) {
        Path base = settings.directory().orElse(Path.of(""));
        if (program.contains("/")) {
            return Stream.of(base.resolve(program));
        }
        String path =
                settings.environment().getOrDefault("PATH", inherited(settings).getOrDefault("PATH", "/usr/bin:/bin"));
        return Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, program));
    }
}
