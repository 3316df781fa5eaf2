package dev.sluice.cli.simulate.llm;

import dev.sluice.cli.simulate.option.SharedOptions;
import dev.sluice.cli.simulate.option.SimulateMode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.llm.PlacedScenario;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScenario.Bounds;
import dev.sluice.simulator.llm.SluiceController;
import dev.sluice.simulator.llm.contender.Contenders;
import dev.sluice.sizing.tokens.ReplicaProfile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** {@code simulate --llm}: autoscalers on a fleet that serves a language model. */
public record LlmMode(LlmOptions own) implements SimulateMode {
    private static final String SLUICE = "sluice";
    private static final Bounds ANY = new Bounds(1, Integer.MAX_VALUE);

    @Override
    public String name() {
        return "--llm";
    }

    @Override
    public Set<String> options() {
        return Set.of(
                "--llm",
                "--trace",
                "--generate",
                "--length",
                "--policy",
                "--against",
                "--startup",
                "--startup-dist",
                "--gpu",
                "--first-token",
                "--slack",
                "--inter-token",
                "--profile",
                "--scale",
                "--seed",
                "--skip",
                "--time-column",
                "--time-zone",
                "--out",
                "--out-of",
                "--picture");
    }

    @Override
    public void run(SharedOptions shared) {
        shared.refuse(own.wrong());
        Optional<ScalingPolicy> policy = shared.policy().stated();
        ServingScenario scenario = own.scenario(
                requests(shared), policy, shared.scale().seed(), shared.traces().skip());
        Optional<ReplicaProfile> profile = shared.profile().read();
        Contenders known = Contenders.on(scenario, bounds(policy));
        if (policy.map(LlmMode::isPlaced).orElse(false)) {
            PlacedScenario placed = new PlacedScenario(
                    scenario, policy.orElseThrow(), shared.policy().pools());
            known.addPlayed(SLUICE, initial -> placed.play(profile, initial));
        } else {
            known.add(SLUICE, () -> SluiceController.of(scenario, policy).startingFrom(profile));
        }
        LlmContest contest = new LlmContest(scenario, known);
        shared.results().show(contest.play(shared.against(), shared.reading()::say), shared.out());
    }

    /** Whether a policy names pools or roles. */
    private static boolean isPlaced(ScalingPolicy policy) {
        return !policy.placement().pools().isEmpty();
    }

    private static Bounds bounds(Optional<ScalingPolicy> policy) {
        return policy.map(ScalingPolicy::replicas)
                .map(stated -> new Bounds(stated.min(), stated.max()))
                .orElse(ANY);
    }

    private LlmOptions.Recorded requests(SharedOptions shared) {
        Optional<Path> trace = shared.traces().single();
        if (own.generates()) {
            shared.refuse(shared.traces().none() ? "" : "--generate and --trace are two things");
            return own.generated(shared.scale());
        }
        shared.refuse(trace.isEmpty() ? "--llm needs one --trace, or --generate chat" : "");
        Path file = trace.orElseThrow();
        return own.recorded(file, shared.reading().requests(file), shared.scale());
    }
}
