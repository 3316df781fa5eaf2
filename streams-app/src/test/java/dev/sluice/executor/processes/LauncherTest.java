package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Target;
import dev.sluice.executor.processes.setting.WorkerSettings;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.policy.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker gets from its executor, and what it must not get. */
final class LauncherTest {
    @TempDir
    private Path directory = Path.of("");

    private WorkerSettings settings(String... more) {
        Map<String, String> all = new HashMap<>(Map.of("command", "env"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return Machine.settings(all).standard();
    }

    private Launcher launcher(Map<String, String> own) throws IOException {
        return new Launcher("/state#", new WorkerLogs(directory.resolve("logs")), own);
    }

    private static WorkerRecord worker(String pool, Optional<Resources> size) {
        return new WorkerRecord("web-x1", new Target("web", pool), 1, 24_400, size, Optional.empty(), false);
    }

    /** What a worker prints, line by line. */
    private List<String> printed(Launcher launcher, WorkerRecord worker, WorkerSettings settings)
            throws IOException, InterruptedException {
        Process process = launcher.start(worker, settings);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(directory.resolve("logs/web-x1.log"));
        Files.delete(directory.resolve("logs/web-x1.log"));
        return lines;
    }

    @Test
    void a_worker_has_its_own_variables_the_inherited_and_the_stated_ones_and_no_others() throws Exception {
        Launcher launcher =
                launcher(Map.of("PATH", "/usr/bin:/bin", "LANG", "C", "KAFKA_PASSWORD", "s3cret", "SPARE", "1"));
        Optional<Resources> size = Optional.of(new Resources(1.5, 1L << 30, 0.5, 1L << 20, 7));

        assertThat(printed(
                        launcher,
                        worker("spot", size),
                        settings(
                                "environment", "GREETING='good day' LANG=de", "environment.inherit", "PATH,LANG,NONE")))
                .filteredOn(line -> !line.startsWith("_="))
                .containsExactlyInAnyOrder(
                        "PATH=/usr/bin:/bin",
                        "LANG=de",
                        "GREETING=good day",
                        "PORT=24400",
                        "SLUICE_SERVICE=web",
                        "SLUICE_POOL=spot",
                        "SLUICE_INSTANCE=web-x1",
                        "SLUICE_CPU=1.5",
                        "SLUICE_MEMORY=1073741824",
                        "SLUICE_GPU=0.5",
                        "SLUICE_GPU_MEMORY=1048576",
                        "SLUICE_STORAGE=7",
                        "SLUICE_PROCESS=/state#web-x1");
    }

    @Test
    void a_worker_cannot_take_off_the_mark_by_which_it_is_found() throws Exception {
        Launcher launcher = launcher(Map.of("PATH", "/usr/bin:/bin"));

        assertThat(printed(
                        launcher,
                        worker("", Optional.empty()),
                        settings("environment", "SLUICE_PROCESS=mine SLUICE_POOL=mine")))
                .contains("SLUICE_PROCESS=/state#web-x1", "SLUICE_POOL=mine")
                .noneMatch(line -> line.startsWith("SLUICE_CPU"));
    }

    @Test
    void it_runs_in_its_directory_with_its_words_as_they_were_and_reads_nothing() throws Exception {
        Path home = Files.createDirectories(directory.resolve("a home"));
        Launcher launcher = launcher(Map.of("PATH", "/usr/bin:/bin"));

        assertThat(
                        printed(
                                launcher,
                                worker("spot", Optional.empty()),
                                settings(
                                        "directory",
                                        home.toString(),
                                        "command",
                                        "sh -c 'pwd; cat; echo \"$@\" >&2; echo $#' sh '{service} {pool}' --port={port} {instance} ''")))
                .containsExactly(home.toRealPath().toString(), "web spot --port=24400 web-x1 ", "4");
    }

    @Test
    void what_stands_in_the_way_is_told_before_anything_is_started() throws IOException {
        Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n");
        Launcher launcher = launcher(Map.of("PATH", directory.toString()));

        assertThat(launcher.obstacle(settings("command", "program"))).contains("program is no program that can be run");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(launcher.obstacle(settings("command", "program"))).isEmpty();
        assertThat(launcher.obstacle(settings("command", "./program", "directory", directory.toString())))
                .isEmpty();
        assertThat(launcher.obstacle(settings("command", "bin/program", "directory", directory.toString())))
                .contains("bin/program is no program that can be run");
        assertThat(launcher.obstacle(settings("command", "program", "environment", "PATH=/nowhere")))
                .as("the worker's own PATH counts")
                .isPresent();
        assertThat(launcher.obstacle(settings("command", "program", "environment.inherit", "HOME")))
                .as("without a PATH it is the usual one")
                .isPresent();
        assertThat(launcher.obstacle(settings("command", "run-{service}")))
                .as("known only when it starts")
                .isEmpty();
        assertThat(launcher.obstacle(settings("command", "program", "directory", directory + "/none")))
                .contains(directory + "/none is no directory to run a worker in");
        assertThat(launcher.obstacle(settings("command", "program", "directory", program.toString())))
                .contains(program + " is no directory to run a worker in");
    }
}
