package dev.sluice.cli;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Timeline;
import dev.sluice.simulator.baseline.Contender;
import dev.sluice.simulator.baseline.Contenders;
import dev.sluice.simulator.report.Comparison;
import dev.sluice.simulator.report.ComparisonJson;
import dev.sluice.simulator.report.ComparisonTable;
import dev.sluice.simulator.report.Page;
import dev.sluice.simulator.report.Picture;
import dev.sluice.simulator.report.SummaryTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate}: scaling quality on recorded demand, without Kafka. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Plays recorded demand against autoscalers and scores what they served and cost; needs no Kafka.")
public final class SimulateCommand implements Callable<Integer> {
    @Mixin
    private TraceOptions traces = new TraceOptions();

    @Option(
            names = "--against",
            split = ",",
            paramLabel = "NAME",
            description = "Autoscalers to play: reactive, hpa, kpa, keda, phpa, hpa-tuned, static, oracle"
                    + " (default: ${DEFAULT-VALUE}).")
    private List<String> against = List.of("reactive", "hpa", "hpa-tuned", "static", "oracle");

    @Option(
            names = "--objective",
            paramLabel = "SHARE",
            description = "Share of demand that may find no capacity (default: ${DEFAULT-VALUE}).")
    private double objective = .01;

    @Option(
            names = "--out",
            paramLabel = "D.csv",
            description = "Write the first one's decisions: timestamp_s,replicas.")
    private @Nullable Path out;

    @Option(names = "--picture", paramLabel = "F.svg|F.html", description = "Draw demand, capacity and decisions.")
    private @Nullable Path picture;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        try {
            List<Scenario> scenarios = traces.scenarios(objective);
            if (scenarios.size() > 1 && (out != null || picture != null)) {
                throw new ParameterException(command.commandLine(), "--out and --picture are for one trace");
            }
            play(scenarios, command.commandLine().getOut());
            return 0;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            command.commandLine().getErr().println("simulate: " + e.getMessage());
            return 1;
        }
    }

    /** Whom to play, the one that is judged first. */
    private List<Contender> contenders() {
        Contenders known = Contenders.within(new Bounds(1, Integer.MAX_VALUE));
        return against.stream().map(known::get).toList();
    }

    private void play(List<Scenario> scenarios, PrintWriter to) {
        List<Contender> contenders = contenders();
        List<Comparison> comparisons = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            comparisons.add(Comparison.of(scenario, contenders));
        }
        Comparison first = comparisons.get(0);
        if (out != null) {
            write(out, decisions(first.entries().get(0).run().decisions()));
        }
        if (picture != null) {
            write(picture, picture.toString().endsWith(".html") ? Page.html(first) : Picture.svg(first));
        }
        to.print(text(comparisons));
        to.flush();
    }

    private String text(List<Comparison> comparisons) {
        if (json) {
            return ComparisonJson.of(comparisons) + "\n";
        }
        return comparisons.size() == 1 ? ComparisonTable.of(comparisons.get(0)) : SummaryTable.of(comparisons);
    }

    private static String decisions(Timeline decisions) {
        StringBuilder csv = new StringBuilder("timestamp_s,replicas\n");
        for (int i = 0; i < decisions.length(); i++) {
            BigDecimal seconds = BigDecimal.valueOf(decisions.at(i), 3).stripTrailingZeros();
            csv.append(seconds.toPlainString())
                    .append(',')
                    .append(decisions.replicas(i))
                    .append('\n');
        }
        return csv.toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }
}
