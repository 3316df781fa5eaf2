package dev.sluice.cli.process;

import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.serve.Reporters;
import dev.sluice.cli.serve.Serving;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.Settings;
import dev.sluice.ingest.Ingest;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ingest}: the ways in as a process of its own. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Receives what services report and writes it as keyed events, until it is told to stop: JSON at"
                    + " POST /api/v1/events, OpenTelemetry at POST /v1/metrics and Prometheus at POST /api/v1/write of http.port, and OpenTelemetry from the"
                    + " topics of ingest.otlp.topics. Run as many as you like behind a load balancer.",
            "",
            "A report: curl -H 'Content-Type: application/json' localhost:8080/api/v1/events -d '{\"type\": \"request-rate\","
                    + " \"service\": \"shop\", \"instance\": \"shop-1\", \"from\": 1767225600000, \"to\": 1767225605000,"
                    + " \"requests\": 120}'"
        })
public final class IngestCommand implements Callable<Integer> {
    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        Preflight.ingest(settings);
        try (Ingest ingest = Ingest.open(settings);
                Serving serving = Serving.ingest(settings.http(), ingest);
                ShutdownSignal signal = ShutdownSignal.then(() -> stop(serving, ingest, out))) {
            out.println("ingest: writing to " + settings.bootstrapServers() + ", reading "
                    + String.join(", ", settings.ingestTopics()) + serving.where());
            Reporters.warning(settings).ifPresent(warning -> out.println("warning: " + warning));
            out.flush();
            Optional<Throwable> failure = ingest.awaitStopped();
            if (failure.isPresent()) {
                throw new CommandFailedException("ingest cannot go on: " + failure.get());
            }
            return signal.came() ? 0 : 1;
        }
    }

    private static void stop(Serving serving, Ingest ingest, PrintWriter out) {
        serving.close();
        ingest.close();
        out.println("ingest: stopped");
        out.flush();
    }
}
