package dev.sluice.cli.inspect;

import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KnownNames;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Table;
import dev.sluice.config.Settings;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.executor.WeightFormat;
import dev.sluice.executor.WeightSettings;
import dev.sluice.executor.weights.ReadyCapacity;
import dev.sluice.schemas.Topic;
import dev.sluice.text.NumberText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weights}: the share of traffic that each pool of a service should get now. */
@Command(
        name = "weights",
        mixinStandardHelpOptions = true,
        description = "Prints the share of traffic that each pool of a service should get now: by what a replica serves"
                + " there and by how many are ready, as its newest command and acknowledgements say.")
public final class WeightsCommand implements Callable<Integer> {
    /** How far back in the service's partition, which others share, its acknowledgements are looked for. */
    private static final long ACKS_WITHIN = 1_000_000;

    private static final int MOST_ACKS = 1_000;
    private static final String TABLE = "table";

    @Parameters(paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, json, nginx or envoy (default: ${DEFAULT-VALUE}); the last two name pools by"
                    + " executor.weights.addresses.")
    private String format = TABLE;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        Optional<WeightFormat> wanted = format();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        WeightSettings own = WeightSettings.from(settings.executor());
        try (Connection connection = Connection.open(settings)) {
            ReadyCapacity capacity = capacity(connection);
            Weights weights = capacity.weights(own.addresses(), target -> List.of());
            out.print(wanted.map(known -> render(known, weights)).orElseGet(() -> table(weights, capacity)));
            out.flush();
        }
        return 0;
    }

    private Optional<WeightFormat> format() {
        String word = json ? WeightFormat.JSON.word() : format;
        try {
            return word.equals(TABLE) ? Optional.empty() : Optional.of(WeightFormat.of(word));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--format: " + e.getMessage() + ", nor " + TABLE, e);
        }
    }

    private ReadyCapacity capacity(Connection connection) {
        ReadyCapacity capacity = new ReadyCapacity(service, false);
        try (ServiceLog<ScalingCommand> log =
                new ServiceLog<>(connection, Topic.SCALING_COMMANDS, ScalingCommand.class, service)) {
            capacity.commanded(log.newest().orElseThrow(() -> unknown(connection)));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("the newest command of " + service + " says: " + e.getMessage(), e);
        }
        acks(connection).forEach(capacity::acknowledged);
        return capacity;
    }

    private CommandFailedException unknown(Connection connection) {
        boolean policy = false;
        if (connection.existing().containsKey(Topic.SCALING_POLICIES)) {
            try (ServiceLog<ScalingPolicy> log =
                    new ServiceLog<>(connection, Topic.SCALING_POLICIES, ScalingPolicy.class, service)) {
                policy = log.newest().isPresent();
            }
        }
        return new CommandFailedException(
                policy
                        ? "there is no command for " + service + " yet; see: sluice explain " + service
                                + " --config FILE"
                        : "unknown service " + service + ": there is neither a command nor a policy for it"
                                + KnownNames.hintOfService(connection, service));
    }

    private List<ScalingAck> acks(Connection connection) {
        if (!connection.existing().containsKey(Topic.SCALING_ACKS)) {
            return List.of();
        }
        try (ServiceLog<ScalingAck> log = new ServiceLog<>(connection, Topic.SCALING_ACKS, ScalingAck.class, service)) {
            return log.last(
                    MOST_ACKS,
                    ACKS_WITHIN,
                    ack -> ack.getStatus() == AckStatus.APPLIED || ack.getStatus() == AckStatus.READY);
        }
    }

    private static String render(WeightFormat format, Weights weights) {
        if (!format.fits(weights)) {
            throw new CommandFailedException("no pool of " + weights.service() + " has an address, which "
                    + format.word() + " needs; name them with " + WeightSettings.ADDRESSES);
        }
        return format.render(weights);
    }

    private static String table(Weights weights, ReadyCapacity capacity) {
        Table table = new Table("pool", "ordered", "ready", "each serves", "weight", "address");
        for (Weights.Share share : weights.shares()) {
            Backend backend = share.backend();
            table.row(
                    backend.pool().isEmpty() ? "-" : backend.pool(),
                    Integer.toString(capacity.ordered(backend.pool())),
                    Integer.toString(backend.ready()),
                    NumberText.of(backend.perReplica()) + "/s",
                    Integer.toString(share.weight()),
                    backend.address().map(Object::toString).orElse("-"));
        }
        return table.toString();
    }
}
