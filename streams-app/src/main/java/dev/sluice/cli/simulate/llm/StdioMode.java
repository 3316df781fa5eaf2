package dev.sluice.cli.simulate.llm;

import dev.sluice.cli.simulate.option.SharedOptions;
import dev.sluice.cli.simulate.option.SimulateMode;
import dev.sluice.policy.ScalingPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** {@code simulate --stdio}: the fleet of another program, asked and answered line by line. */
public final class StdioMode implements SimulateMode {
    @Override
    public String name() {
        return "--stdio";
    }

    @Override
    public Set<String> options() {
        return Set.of("--stdio", "--policy", "--profile");
    }

    @Override
    public void run(SharedOptions shared) {
        Optional<ScalingPolicy> policy = shared.policy().stated();
        shared.refuse(policy.isEmpty() ? "--stdio needs the policy that decides: --policy P.yaml" : "");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            new StdioLoop(policy.orElseThrow(), shared.profile().read()).run(in, shared.out());
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
        }
    }
}
