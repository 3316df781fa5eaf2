package dev.sluice.cli;

import dev.sluice.cli.doctor.DoctorCommand;
import dev.sluice.cli.inspect.CostsCommand;
import dev.sluice.cli.inspect.ExplainCommand;
import dev.sluice.cli.inspect.WeightsCommand;
import dev.sluice.cli.keda.KedaCommand;
import dev.sluice.cli.learn.LearnCommand;
import dev.sluice.cli.migration.ImportCommand;
import dev.sluice.cli.option.NumberConverters;
import dev.sluice.cli.override.OverrideCommand;
import dev.sluice.cli.policy.BudgetCommand;
import dev.sluice.cli.policy.PolicyCommand;
import dev.sluice.cli.policy.PoolCommand;
import dev.sluice.cli.process.ControllerCommand;
import dev.sluice.cli.process.ExecuteCommand;
import dev.sluice.cli.process.IngestCommand;
import dev.sluice.cli.process.RunCommand;
import dev.sluice.cli.profile.ProfileCommand;
import dev.sluice.cli.replay.ReplayCommand;
import dev.sluice.cli.serve.EndedThreads;
import dev.sluice.cli.simulate.BacktestCommand;
import dev.sluice.cli.simulate.SimulateCommand;
import dev.sluice.cli.terminal.LogLines;
import dev.sluice.cli.topics.TopicsCommand;
import dev.sluice.cli.tutorial.TutorialCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The one entry point: {@code sluice COMMAND}. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        versionProvider = Sluice.Version.class,
        subcommands = {
            DemoCommand.class,
            TutorialCommand.class,
            RunCommand.class,
            ExecuteCommand.class,
            IngestCommand.class,
            ControllerCommand.class,
            TopicsCommand.class,
            PolicyCommand.class,
            PoolCommand.class,
            BudgetCommand.class,
            KedaCommand.class,
            CrdsCommand.class,
            ImportCommand.class,
            ServiceCommand.class,
            OverrideCommand.class,
            ReplayCommand.class,
            BacktestCommand.class,
            SimulateCommand.class,
            LearnCommand.class,
            ProfileCommand.class,
            ExplainCommand.class,
            CostsCommand.class,
            WeightsCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        },
        description = "Scales services ahead of their load: demand in over Kafka, explained scaling commands out.",
        footer = {
            "",
            "First steps:",
            "  sluice demo                     all in one process, with a web page",
            "  sluice topics create --config sluice.properties",
            "                                  your cluster; the file has two lines:",
            "                                  bootstrap.servers, schema.registry.url",
            "  sluice doctor --config sluice.properties",
            "                                  what is wrong, and how to fix it",
            "  sluice policy apply -f checkout.yaml --config sluice.properties",
            "  sluice run --config sluice.properties",
            "",
            "Help on one command:  sluice policy apply --help",
            "Completion in bash:   source <(sluice completion)"
        })
public final class Sluice {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where a failure comes from.")
    private boolean verbose;

    private Sluice() {}

    /** Runs a command and exits with 0 when it did what it was asked, 1 when it could not, 2 for bad usage. */
    public static void main(String[] args) {
        LogLines.install();
        EndedThreads.ofProcess().install();
        System.exit(commandLine().execute(args));
    }

    /** The command line of all commands. */
    public static CommandLine commandLine() {
        CommandLine sluice = new CommandLine(new Sluice())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ErrorReporter())
                .setParameterExceptionHandler(ErrorReporter::badUsage);
        NumberConverters.addTo(sluice);
        HelpFooters.addTo(sluice);
        return sluice;
    }

    boolean verbose() {
        return verbose;
    }

    /** The version that the jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Sluice.class.getPackage().getImplementationVersion();
            return new String[] {"sluice " + (version == null ? "built from sources" : version)};
        }
    }
}
