package dev.sluice.cli.policy;

import dev.sluice.cli.manifest.ManifestFilesOption;
import dev.sluice.config.manifest.Manifest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code policy validate}: checks files of policies, pools and budgets, without Kafka. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description =
                "Checks files of policies, pools and budgets, and reports all errors at once, with file, line and key."
                        + " Values that are allowed but hardly meant are printed as notes. Needs no Kafka.")
final class PolicyValidateCommand implements Callable<Integer> {
    @Mixin
    private ManifestFilesOption files = new ManifestFilesOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<Manifest> manifests = files.read();
        manifests.forEach(manifest -> out.println(ManifestFilesOption.named(manifest) + ": valid"));
        ManifestFilesOption.notes(manifests).forEach(out::println);
        out.flush();
        return 0;
    }
}
