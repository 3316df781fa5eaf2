package dev.sluice.cli;

import dev.sluice.cli.io.CommandFailedException;
import dev.sluice.cli.io.SettingsOption;
import dev.sluice.cli.serve.Serving;
import dev.sluice.config.Settings;
import dev.sluice.http.Health;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.Metrics;
import dev.sluice.http.Routes;
import dev.sluice.ingest.Ingest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
            "Takes in what services report and writes it as keyed events, until it is told to stop: JSON at"
                    + " POST /api/v1/events of http.port. Run as many as you like behind a load balancer.",
            "",
            "Example: curl -H 'Content-Type: application/json' localhost:8080/api/v1/events -d '{\"type\": \"request-rate\","
                    + " \"service\": \"shop\", \"instance\": \"shop-1\", \"from\": 1767225600000, \"to\": 1767225605000,"
                    + " \"requests\": 120}'"
        })
final class IngestCommand implements Callable<Integer> {
    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        HttpSettings http = settings.http()
                .orElseThrow(() -> new CommandFailedException(
                        "http.port=0: ingest is reached over HTTP; set a port, such as http.port=4318"));
        Preflight.ingest(settings);
        CountDownLatch ended = new CountDownLatch(1);
        try (Ingest ingest = Ingest.open(settings);
                Serving serving = Serving.start(
                        http, ingest.routes(new Routes()), Health.of(List::of, ingest::notReady), new Metrics());
                ShutdownSignal signal = ShutdownSignal.then(() -> stop(serving, ingest, ended, out))) {
            out.println("ingest: writing to " + settings.bootstrapServers() + serving.where());
            out.flush();
            ended.await();
            return signal.came() ? 0 : 1;
        }
    }

    private static void stop(Serving serving, Ingest ingest, CountDownLatch ended, PrintWriter out) {
        serving.close();
        ingest.close();
        out.println("ingest: stopped");
        out.flush();
        ended.countDown();
    }
}
