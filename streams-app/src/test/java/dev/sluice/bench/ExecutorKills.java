package dev.sluice.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills {@code sluice execute} (SIGKILL) again and again between a command and its acknowledgement, while commands rise and
 * fall, and counts what went wrong with the commands and with the worker processes.
 */
@Command(name = "ExecutorKills", mixinStandardHelpOptions = true)
public final class ExecutorKills implements Callable<Integer> {
    @Option(names = "--kills", defaultValue = "200", description = "Kills between command and acknowledgement.")
    private int kills;

    @Option(names = "--seed", defaultValue = "11")
    private long seed;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ExecutorKills()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("executor-kills");
        try (KillScenario scenario = new KillScenario(directory, seed)) {
            KillScenario.Result result = scenario.run(kills);
            System.out.println(result.describe());
            return result.isClean() ? 0 : 1;
        }
    }
}
