package dev.sluice.cli.serve;

import dev.sluice.events.AckStatus;
import dev.sluice.executor.commands.CommandExecutor;
import dev.sluice.executor.commands.ExecutorCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What an executor counts. */
final class ExecutorMeters {
    private ExecutorMeters() {}

    static void bind(CommandExecutor executor, MeterRegistry registry) {
        ExecutorCounts counts = executor.counts();
        for (AckStatus status : AckStatus.values()) {
            FunctionCounter.builder("sluice.executor.acknowledgements", counts, of -> of.of(status))
                    .description("Acknowledgements by what became of the command")
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        FunctionCounter.builder("sluice.executor.dead.letters", counts, ExecutorCounts::deadLetters)
                .description("Records of the commands' topic that were no command")
                .register(registry);
        FunctionCounter.builder("sluice.executor.passed.over", counts, ExecutorCounts::passedOverCommands)
                .description("Commands of services or pools that other executors carry out")
                .register(registry);
        FunctionCounter.builder("sluice.executor.circuit.opened", executor, CommandExecutor::circuitOpened)
                .description("Times that the platform failed for everybody and was left alone")
                .register(registry);
        Gauge.builder("sluice.executor.partitions", executor, of -> of.health().partitions())
                .description("Partitions of the commands' topic that this executor has")
                .register(registry);
    }
}
