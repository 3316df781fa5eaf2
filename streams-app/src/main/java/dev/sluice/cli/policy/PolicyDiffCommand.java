package dev.sluice.cli.policy;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.manifest.InForce;
import dev.sluice.cli.manifest.ManifestChange;
import dev.sluice.cli.manifest.ManifestFilesOption;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.Json;
import dev.sluice.config.manifest.Manifest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code policy diff}: what {@code policy apply} would change. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Prints what policy apply would change: '+' is new, '~' changes, '-' ends.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:Nothing would change.",
            "1:The files are wrong, or what is in force cannot be read.",
            "2:The command line is wrong.",
            "3:Something would change."
        })
final class PolicyDiffCommand implements Callable<Integer> {
    private static final int DIFFERENT = 3;

    @Mixin
    private ManifestFilesOption files = new ManifestFilesOption();

    @Option(names = "--prune", description = "Also print what policy apply --prune would end.")
    private boolean prune;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        List<Manifest> declared = files.read();
        List<ManifestChange> changes;
        try (Connection connection = Connection.open(config.read())) {
            InForce inForce = InForce.like(declared, connection);
            changes = new ArrayList<>(ManifestChange.of(declared, inForce.byName()));
            if (prune) {
                inForce.notIn(declared)
                        .forEach(manifest -> changes.add(ManifestChange.deleted(ManifestFilesOption.named(manifest))));
            }
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.text(changes));
        } else {
            changes.forEach(change -> out.println(change.describe()));
        }
        out.flush();
        return changes.isEmpty() ? 0 : DIFFERENT;
    }
}
