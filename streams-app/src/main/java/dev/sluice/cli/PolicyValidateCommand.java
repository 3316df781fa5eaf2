package dev.sluice.cli;

import dev.sluice.policy.ScalingPolicy;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code policy validate}: checks policy files, without Kafka. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks policy files and tells everything that is wrong at once; needs no Kafka.")
final class PolicyValidateCommand implements Callable<Integer> {
    @Mixin
    private PolicyFilesOption files = new PolicyFilesOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<ScalingPolicy> policies = files.read();
        policies.forEach(policy -> out.println(policy.service() + ": valid"));
        out.flush();
        return 0;
    }
}
