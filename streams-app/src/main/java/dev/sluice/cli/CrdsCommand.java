package dev.sluice.cli;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.controller.crd.CustomResource;
import dev.sluice.controller.crd.CustomResourceDefinitions;
import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crds}: the definitions of Kubernetes' custom resources. */
@Command(
        name = "crds",
        mixinStandardHelpOptions = true,
        description =
                "Prints the CustomResourceDefinitions of ScalingPolicy, Pool and Budget. Needs no Kafka and no cluster.",
        footer = {"", "Example: sluice crds | kubectl apply -f -"})
final class CrdsCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Write a file for each there, instead of all to standard output. Existing files are replaced.")
    private @Nullable Path out;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter stdout = Objects.requireNonNull(spec).commandLine().getOut();
        String separator = "";
        for (CustomResource resource : CustomResource.values()) {
            String yaml = CustomResourceDefinitions.yaml(resource);
            if (out == null) {
                stdout.print(separator + yaml);
                separator = "---\n";
            } else {
                write(out.resolve(CustomResourceDefinitions.name(resource) + ".yaml"), yaml);
            }
        }
        stdout.flush();
        return 0;
    }

    private static void write(Path file, String yaml) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new CommandFailedException(file + " cannot be written: " + IoFault.describe(e), e);
        }
    }
}
