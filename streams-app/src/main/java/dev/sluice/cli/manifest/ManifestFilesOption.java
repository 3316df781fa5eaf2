package dev.sluice.cli.manifest;

import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.config.manifest.PoolMinimums;
import dev.sluice.policy.PolicyNotes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code -f FILE…}: policies, pools and budgets in files. */
public final class ManifestFilesOption {
    @Option(
            names = {"-f", "--file"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "Policies, pools and budgets: YAML, several documents of any kind a file. A folder stands for"
                    + " all its .yaml and .yml files, those of its folders too.")
    private List<Path> files = new ArrayList<>();

    /** All that the files declare, or everything that is wrong with them. */
    public List<Manifest> read() {
        return Manifests.read(
                files.stream().flatMap(file -> YamlFiles.in(file).stream()).toList());
    }

    /** What is allowed and hardly meant, a line each. */
    public static List<String> notes(List<Manifest> manifests) {
        List<String> lines = new ArrayList<>();
        for (Manifest manifest : manifests) {
            if (manifest instanceof Manifest.OfService service) {
                PolicyNotes.of(service.policy(), Instant.now())
                        .forEach(note -> lines.add(named(manifest) + ": note: spec." + note));
            } else if (manifest instanceof Manifest.OfTenant tenant
                    && tenant.budget().perMonth() == 0) {
                lines.add(named(manifest) + ": note: spec.perMonth 0: every replica exceeds it");
            }
            PoolMinimums.note(manifest, manifests)
                    .ifPresent(note -> lines.add(named(manifest) + ": note: spec." + note));
        }
        return lines;
    }

    /** How the output names it: a service by its name alone. */
    public static String named(Manifest manifest) {
        return manifest.kind() == Manifest.Kind.POLICY ? manifest.name() : manifest.kind() + " " + manifest.name();
    }
}
