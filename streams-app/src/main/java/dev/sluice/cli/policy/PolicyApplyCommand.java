package dev.sluice.cli.policy;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.manifest.InForce;
import dev.sluice.cli.manifest.ManifestFilesOption;
import dev.sluice.cli.manifest.ManifestTopic;
import dev.sluice.cli.manifest.UndeclaredPools;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.config.Settings;
import dev.sluice.config.manifest.Manifest;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code policy apply}: puts policies, pools and budgets in force. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = "Puts policies, pools and budgets in force: all of the files, or none where anything is wrong"
                + " with them.")
final class PolicyApplyCommand implements Callable<Integer> {
    @Mixin
    private ManifestFilesOption files = new ManifestFilesOption();

    @Option(
            names = "--prune",
            description =
                    "Also end what is in force and not in the files, of the kinds that the files declare. Name the"
                            + " files of all teams; policy diff --prune shows what would end.")
    private boolean prune;

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<Manifest> manifests = files.read();
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            List<ManifestTopic<?>> kinds = Arrays.stream(Manifest.Kind.values())
                    .filter(kind -> manifests.stream().anyMatch(manifest -> manifest.kind() == kind))
                    .<ManifestTopic<?>>map(kind -> ManifestTopic.of(connection, kind))
                    .toList();
            kinds.forEach(kind -> kind.apply(manifests));
            manifests.forEach(manifest -> out.println(ManifestFilesOption.named(manifest) + ": applied"));
            if (prune) {
                InForce.like(manifests, connection).notIn(manifests).forEach(ended -> {
                    ManifestTopic.of(connection, ended.kind()).delete(ended.name());
                    out.println(ManifestFilesOption.named(ended) + ": deleted");
                });
            }
            out.flush();
            warn(ManifestFilesOption.notes(manifests));
            warn(UndeclaredPools.named(manifests, connection));
        }
        return 0;
    }

    private void warn(List<String> said) {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        said.forEach(warning -> line.getErr().println(spec.qualifiedName() + ": warning: " + warning));
        line.getErr().flush();
    }
}
