package dev.sluice.cli.simulate.whatif;

import dev.sluice.cli.simulate.option.SharedOptions;
import dev.sluice.cli.simulate.option.SimulateMode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.baseline.Baseline;
import dev.sluice.simulator.baseline.Baselines;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code simulate --from-topic}: what another policy would have done in a running system. */
public record WhatIfMode(WhatIfOptions own) implements SimulateMode {
    @Override
    public String name() {
        return "--from-topic";
    }

    @Override
    public Set<String> options() {
        return Set.of(
                "--from-topic",
                "--service",
                "--config",
                "--from",
                "--to",
                "--lead",
                "--per-replica",
                "--skip",
                "--policy",
                "--against",
                "--objective",
                "--out",
                "--out-of",
                "--picture");
    }

    @Override
    public void run(SharedOptions shared) {
        Optional<ScalingPolicy> stated = shared.policy().stated();
        shared.refuse(stated.isEmpty() ? "--from-topic needs the new policy: --policy P.yaml" : own.wrong());
        ScalingPolicy changed = stated.orElseThrow();
        WhatIf read = WhatIf.read(own, shared.traces(), changed, shared.reading()::say);
        Scenario scenario = read.scenario().withObjective(shared.policy().objective(changed));
        shared.results().play(List.of(scenario), autoscalers(read, changed, shared), WhatIf.NEW, shared.out());
    }

    private static List<Baseline> autoscalers(WhatIf read, ScalingPolicy changed, SharedOptions shared) {
        Baselines known = Baselines.within(changed.replicas());
        return Stream.concat(
                        read.rows().stream(),
                        shared.against().stream().flatMap(List::stream).map(known::get))
                .toList();
    }
}
