package dev.sluice.cli.simulate;

import dev.sluice.cli.simulate.option.SharedOptions;
import dev.sluice.cli.simulate.option.SimulateMode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.PlayedPolicy;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.SluiceScaler;
import dev.sluice.simulator.baseline.Baseline;
import dev.sluice.simulator.baseline.Baselines;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code simulate --trace} and {@code --traces}: recorded demand of one service after the other. */
final class TraceMode implements SimulateMode {
    private static final String SLUICE = "sluice";
    private static final List<String> USUAL = List.of("reactive", "hpa", "hpa-tuned", "static", "oracle");

    /** Windows of demand where the policy states none, as in a running system. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "--trace";
    }

    @Override
    public Set<String> options() {
        return Set.of(
                "--trace",
                "--traces",
                "--column",
                "--leave-out",
                "--step",
                "--step-for",
                "--lead",
                "--per-replica",
                "--per-replica-for",
                "--skip",
                "--time-column",
                "--time-zone",
                "--values",
                "--events",
                "--holes",
                "--policy",
                "--against",
                "--objective",
                "--out",
                "--out-of",
                "--picture");
    }

    @Override
    public void run(SharedOptions shared) {
        shared.refuse(
                shared.traces().none() ? "no trace to play: name one with --trace or a folder with --traces" : "");
        PlayedPolicy played = PlayedPolicy.alone(shared.policy().orUsual(SLUICE));
        played.account().ifPresent(shared.reading()::say);
        ScalingPolicy policy = played.policy();
        List<Scenario> scenarios =
                shared.traces().scenarios(policy, shared.policy().objective(policy), shared.reading());
        boolean tooMany = scenarios.size() > 1 && shared.results().areOfOneTrace();
        shared.refuse(tooMany ? "--out and --picture are for one trace" : "");
        shared.results().play(scenarios, autoscalers(policy, shared.against().orElse(USUAL)), SLUICE, shared.out());
    }

    /** Sluice, which is judged first, and those it is compared with, within the same bounds. */
    private static List<Baseline> autoscalers(ScalingPolicy policy, List<String> against) {
        Baselines known = Baselines.within(policy.replicas());
        Duration window = policy.demand().window().orElse(WINDOW);
        known.add(Baseline.of(SLUICE, scenario -> SluiceScaler.of(scenario, policy, window)));
        return Stream.concat(Stream.of(SLUICE), against.stream())
                .distinct()
                .map(known::get)
                .toList();
    }
}
