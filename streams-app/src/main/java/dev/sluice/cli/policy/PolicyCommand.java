package dev.sluice.cli.policy;

import dev.sluice.cli.terminal.Table;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code policy}: what teams want for their services. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyApplyCommand.class,
            PolicyDiffCommand.class,
            PolicyValidateCommand.class,
            PolicyActCommand.class,
            PolicyAdviseCommand.class
        },
        description =
                "Applies, compares, checks, shows and ends policies, and lets them act or advise; applies, compares and checks pools and budgets too.")
public final class PolicyCommand extends DeclaredCommand {
    PolicyCommand() {
        super(Manifest.Kind.POLICY);
    }

    @Override
    Table table() {
        return new Table("SERVICE", "MIN", "MAX", "MODE", "POOLS", "TENANT");
    }

    @Override
    void row(Manifest manifest, Table table) {
        ScalingPolicy policy = ((Manifest.OfService) manifest).policy();
        Placement placement = policy.placement();
        String pools = placement.pools().stream().map(PoolTerms::pool).collect(Collectors.joining(","));
        table.row(
                policy.service(),
                Integer.toString(policy.replicas().min()),
                Integer.toString(policy.replicas().max()),
                policy.mode().name().toLowerCase(Locale.ROOT),
                pools.isEmpty() ? "-" : pools,
                placement.tenant().isEmpty() ? "-" : placement.tenant());
    }
}
