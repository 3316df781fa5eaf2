package dev.sluice.cli.simulate.option;

import dev.sluice.allocation.Pool;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.Objective;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What Sluice follows, and what it is judged by. */
public final class PolicyOptions {
    @Option(
            names = "--policy",
            paramLabel = "P.yaml",
            description = "The policy that Sluice follows (default: at most 1 %% unserved, any number of replicas).")
    private @Nullable Path file;

    @Option(
            names = "--objective",
            paramLabel = "SHARE",
            description = "Share of demand that may find no capacity, to judge by (default: the policy's, or 0.01).")
    private @Nullable Double objective;

    /** The policy of the file; empty where none was named. What it only advises is simulated as if it were done. */
    public Optional<ScalingPolicy> stated() {
        return Optional.ofNullable(file).map(PolicyOptions::read);
    }

    /** The pools that the file of the policy declares, by name. */
    public Map<String, Pool> pools() {
        Map<String, Pool> pools = new LinkedHashMap<>();
        for (Manifest manifest : file == null ? List.<Manifest>of() : Manifests.read(List.of(file))) {
            if (manifest instanceof Manifest.OfPool declared) {
                pools.put(declared.pool().name(), declared.pool());
            }
        }
        return pools;
    }

    /** The policy of the file, or the usual one of a service with this name. */
    public ScalingPolicy orUsual(String service) {
        return stated().orElseGet(() -> {
            ScalingPolicy usual = ScalingPolicy.of(service, Integer.MAX_VALUE);
            return objective == null ? usual : usual.withObjective(new Objective.Unserved(objective));
        });
    }

    private static ScalingPolicy read(Path file) {
        List<ScalingPolicy> read = Manifests.policies(List.of(file));
        if (read.size() != 1) {
            throw new IllegalArgumentException(file + " holds " + read.size() + " policies, one is simulated");
        }
        return read.get(0).withMode(Mode.ACT);
    }

    /** Share of demand that may find no capacity: as stated, or as in {@code policy}. */
    public double objective(ScalingPolicy policy) {
        return objective == null ? policy.objective().share() : new Objective.Unserved(objective).share();
    }
}
