package dev.sluice.cli.simulate.option;

import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.profile.ProfileReader;
import dev.sluice.simulator.profile.ProfileTerms;
import dev.sluice.sizing.tokens.ReplicaProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --profile}: what Sluice is told of a replica before it serves anybody, where large models are simulated. */
public final class ProfileOption {
    @Option(
            names = "--profile",
            split = ",",
            paramLabel = "FILE|h100|a100",
            description =
                    "Sluice starts from what was measured of a replica, as after 'sluice profile import', with --llm"
                            + " and --stdio: files as that command reads them, or the replicas that --gpu names.")
    private @Nullable List<String> files;

    /** Whether it was given. */
    boolean isStated() {
        return files != null;
    }

    /** The profile; empty where none was asked for. */
    public Optional<ReplicaProfile> read() {
        List<String> stated = files;
        if (stated == null) {
            return Optional.empty();
        }
        ProfileTerms terms = ProfileTerms.USUAL.withChunk(EngineSettings.DEFAULT.chunkTokens());
        Optional<ReplicaSpec> known = stated.size() == 1 ? ReplicaSpec.builtIn(stated.get(0)) : Optional.empty();
        return Optional.of(known.map(spec -> ProfileReader.of(spec, terms))
                .orElseGet(
                        () -> ProfileReader.read(stated.stream().map(Path::of).toList(), terms))
                .profile());
    }
}
