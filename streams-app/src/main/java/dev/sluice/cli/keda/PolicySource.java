package dev.sluice.cli.keda;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.manifest.ManifestFilesOption;
import dev.sluice.cli.manifest.ManifestTopic;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.text.Spelling;
import dev.sluice.policy.ScalingPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The policy of a service: from files with {@code -f}, or the one in force with {@code --config}. */
final class PolicySource {
    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    /** One of the two. */
    static final class Choice {
        @ArgGroup(exclusive = false)
        private @Nullable ManifestFilesOption files;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Settings: a Java properties file. The policy in force is taken.")
        private @Nullable Path config;
    }

    /** The policy of this service; {@link CommandFailedException} if there is none. */
    ScalingPolicy of(String service) {
        return choice.files == null ? inForce(service, choice.config) : inFiles(service, choice.files.read());
    }

    private static ScalingPolicy inFiles(String service, List<Manifest> manifests) {
        return manifests.stream()
                .flatMap(manifest -> policy(manifest).stream())
                .filter(policy -> policy.service().equals(service))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        "the files have no policy for " + service + Spelling.hint(service, services(manifests))));
    }

    private static List<String> services(List<Manifest> manifests) {
        return manifests.stream()
                .flatMap(manifest -> policy(manifest).stream())
                .map(ScalingPolicy::service)
                .toList();
    }

    private static ScalingPolicy inForce(String service, @Nullable Path config) {
        if (config == null) {
            throw new CommandFailedException("either -f or --config is needed");
        }
        try (Connection connection = Connection.open(SettingsOption.read(config))) {
            return policy(ManifestTopic.of(connection, Manifest.Kind.POLICY).get(service))
                    .orElseThrow();
        }
    }

    private static Optional<ScalingPolicy> policy(Manifest manifest) {
        return manifest instanceof Manifest.OfService own ? Optional.of(own.policy()) : Optional.empty();
    }
}
