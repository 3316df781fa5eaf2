package dev.sluice.cli;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.InvalidSettingsException;
import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.text.Spelling;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells of a failure in one clear line on standard error; where it comes from only when asked. */
final class ErrorReporter implements IExecutionExceptionHandler {
    /** Failures whose message was written for people. */
    private static final List<Class<? extends Throwable>> SPEAKING = List.of(
            CommandFailedException.class,
            InvalidSettingsException.class,
            InvalidManifestException.class,
            IllegalArgumentException.class,
            UncheckedIOException.class,
            KafkaException.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, @Nullable ParseResult arguments) {
        if (failure instanceof TypeConversionException) {
            return badUsage(new ParameterException(command, failure.getMessage(), failure), new String[0]);
        }
        PrintWriter err = command.getErr();
        err.println(name(command) + ": " + message(failure));
        if (command.getCommandSpec().root().userObject() instanceof Sluice sluice && sluice.verbose()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    static int badUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(name(command) + ": " + mistyped(failure, arguments).orElse(failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("See: " + name(command) + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    /** An option that is missing may be there under a mistyped name, which says more. */
    private static Optional<String> mistyped(ParameterException failure, String[] arguments) {
        if (!(failure instanceof MissingParameterException)) {
            return Optional.empty();
        }
        CommandSpec spec = failure.getCommandLine().getCommandSpec();
        return Arrays.stream(arguments)
                .filter(argument -> argument.startsWith("--"))
                .map(argument -> argument.split("=", 2)[0])
                .filter(name -> spec.findOption(name) == null)
                .findFirst()
                .map(name -> "Unknown option: '" + name + "'"
                        + Spelling.hint(name, spec.optionsMap().keySet()));
    }

    private static String message(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        boolean speaks = failure.getMessage() != null && SPEAKING.stream().anyMatch(type -> type.isInstance(failure));
        String said = speaks ? message : failure.getClass().getSimpleName() + ": " + message;
        // Kafka's clients say what failed and keep why to themselves
        String why = failure instanceof KafkaException && failure.getCause() != null
                ? String.valueOf(failure.getCause().getMessage())
                : "";
        return said.contains(why) ? said : said + ": " + why;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
