package dev.sluice.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged jar, whose commands are processes of their own; those that still run end with it. */
final class PackagedSluice implements AutoCloseable {
    private static final Path JAR = Path.of("target", "sluice.jar");
    private static final long PATIENCE_SECONDS = 120;

    private final Path directory;
    private final List<Process> started = new ArrayList<>();

    /** What they print is left in files of this directory. */
    PackagedSluice(Path directory) {
        this.directory = directory;
    }

    static boolean isPackaged() {
        return Files.exists(JAR);
    }

    /** A command at work, and the files of what it prints. */
    record Running(Process process, Path out, Path err) {
        /** Waits until it has ended by itself. */
        Ended ended() throws IOException, InterruptedException {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ended by itself: %s", process.info().commandLine())
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }

        /** Ends it with a signal that it cannot answer. */
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    /** How a command ended and what it printed. */
    record Ended(int exit, String out, String err) {}

    Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // light processes: several share the machine with the broker
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx400m"));
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve(started.size() + "-" + arguments[0] + ".out");
        Path err = directory.resolve(started.size() + "-" + arguments[0] + ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        started.add(process);
        return new Running(process, out, err);
    }

    /** Runs a command that does what it is asked. */
    Ended succeeds(String... arguments) throws IOException, InterruptedException {
        Ended ended = start(arguments).ended();
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended;
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }
}
