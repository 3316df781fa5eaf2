package dev.sluice.config.manifest.form;

import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.config.record.check.Limits;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.Drift;
import dev.sluice.policy.Lifecycle;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.Objective.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Reads what a policy's document says of its service. */
public final class PolicyReader {
    private static final List<String> OWN = List.of(
            "replicas",
            "demand",
            "objective",
            "leadTime",
            "mode",
            "behavior",
            "headroom",
            "costLimit",
            "warmUp",
            "idleWindow",
            "drain",
            "drift");

    private PolicyReader() {}

    /** The policy of a service; where it is empty the document's problems say why. */
    public static Optional<ScalingPolicy> read(String service, YamlValue spec) {
        YamlKeys keys = spec.keys(
                Stream.concat(OWN.stream(), PlacementReader.KEYS.stream()).toArray(String[]::new));
        int before = spec.problems();
        Optional<Bounds> bounds = keys.required("replicas").flatMap(PolicyReader::bounds);
        int beforeDemand = spec.problems();
        List<Demand> demand = keys.at("demand").map(PolicyReader::demands).orElse(List.of());
        Optional<Signal> first = Optional.of(first(demand)).filter(any -> spec.problems() == beforeDemand);
        Objective objective = objective(keys, first);
        Optional<Duration> leadTime =
                keys.at("leadTime").filter(v -> !v.isMapping()).flatMap(v -> v.length(Limits.LEAD_TIME_MS));
        Optional<Mode> mode = keys.at("mode").flatMap(v -> v.oneOf(Mode.values()));
        BehaviorReader behavior = keys.at("behavior").map(BehaviorReader::read).orElse(BehaviorReader.FREE);
        Optional<Tuning> tuning = tuning(keys);
        Optional<Placement> placement = PlacementReader.read(keys);
        return bounds.filter(any -> spec.problems() == before)
                .flatMap(b -> spec.made(() -> new ScalingPolicy(
                        service,
                        b,
                        demand.isEmpty() ? Demand.REQUESTS : demand.get(0),
                        demand.isEmpty() ? List.of() : demand.subList(1, demand.size()),
                        objective,
                        leadTime,
                        mode.orElse(Mode.ACT),
                        behavior.up(),
                        behavior.down(),
                        tuning.orElse(Tuning.DEFAULT),
                        placement.orElse(Placement.ANYWHERE))));
    }

    private static Signal first(List<Demand> demand) {
        return demand.isEmpty() ? Signal.REQUESTS : demand.get(0).signal();
    }

    /**
     * The objective of a file; where it does not fit the signal that is noted, and reading goes on with the default. If the
     * signal is not known, because something is wrong with it, any objective fits.
     */
    private static Objective objective(YamlKeys keys, Optional<Signal> signal) {
        Optional<Objective> written = keys.at("objective").flatMap(ObjectiveForms::read);
        if (signal.isEmpty()) {
            return written.orElse(Objective.standard());
        }
        Signal first = signal.get();
        Objective standard = Objective.standard(first);
        boolean fits = written.isEmpty() || written.get() instanceof Tokens == standard instanceof Tokens;
        if (!fits) {
            String why = standard instanceof Tokens
                    ? "must be tokens with demand.signal tokens, such as {tokens: {firstToken: {below: 2s}}}"
                    : "tokens needs demand: {signal: tokens}, not " + word(first);
            keys.at("objective").ifPresent(v -> v.wrong(why));
            return standard;
        }
        written.ifPresent(o -> checkMeasured(keys, o, first));
        return written.orElse(standard);
    }

    private static String word(Signal signal) {
        return signal.name().toLowerCase(Locale.ROOT);
    }

    /** A promise needs a signal that can tell whether it is kept. */
    private static void checkMeasured(YamlKeys keys, Objective objective, Signal first) {
        boolean level = first == Signal.CPU || first == Signal.GPU;
        boolean queue = objective instanceof Objective.Drain || objective instanceof Objective.Deadline;
        String why = queue
                ? "needs a queue: demand.signal backlog, lag, requests or units"
                : "needs requests, whose latency is reported: demand.signal requests, units, concurrency or backlog";
        boolean untimed = level || first == Signal.LAG;
        boolean blind =
                queue ? level || first == Signal.CONCURRENCY : untimed && !(objective instanceof Objective.Unserved);
        if (blind) {
            keys.at("objective").ifPresent(v -> v.wrong(why + ", not " + word(first)));
        }
    }

    private static Optional<Bounds> bounds(YamlValue replicas) {
        YamlKeys keys = replicas.keys("min", "max");
        int min = keys.whole("min", 1, Limits.REPLICAS);
        return keys.required("max")
                .flatMap(v -> v.whole(Limits.REPLICAS))
                .flatMap(max -> replicas.made(() -> new Bounds(min, max)));
    }

    /** One signal, or a list of them whose first is the one that is forecast. */
    private static List<Demand> demands(YamlValue demand) {
        if (!demand.isList()) {
            return demand(demand).stream().toList();
        }
        List<Demand> all = new ArrayList<>();
        demand.entries().forEach(entry -> demand(entry).ifPresent(all::add));
        return all;
    }

    private static Optional<Demand> demand(YamlValue demand) {
        YamlKeys keys =
                demand.keys(Stream.concat(Stream.of("signal", "perReplica", "window"), ConsumerGroupForm.KEYS.stream())
                        .toArray(String[]::new));
        Optional<Signal> signal = keys.at("signal").flatMap(v -> v.oneOf(Signal.values()));
        OptionalDouble perReplica = keys.number("perReplica");
        Optional<Duration> window = keys.length("window", Limits.WINDOW_MS);
        Optional<ConsumerGroup> group = ConsumerGroupForm.read(keys, signal);
        boolean unusable = signal.filter(Signal.LAG::equals).isPresent() && group.isEmpty();
        return unusable
                ? Optional.empty()
                : demand.made(() -> new Demand(signal.orElse(Signal.REQUESTS), perReplica, window, group));
    }

    private static Optional<Tuning> tuning(YamlKeys keys) {
        double headroom = keys.share("headroom", Tuning.DEFAULT.headroom());
        OptionalDouble costLimit = keys.number("costLimit");
        Duration warmUp = keys.length("warmUp", Limits.PERIOD_MS).orElse(Tuning.DEFAULT.warmUp());
        Optional<Duration> idleWindow = keys.length("idleWindow", Limits.PERIOD_MS);
        Optional<Lifecycle> lifecycle = lifecycle(keys);
        return keys.of()
                .made(() -> new Tuning(headroom, costLimit, warmUp, idleWindow, lifecycle.orElse(Lifecycle.DEFAULT)));
    }

    private static Optional<Lifecycle> lifecycle(YamlKeys keys) {
        OptionalDouble quantile = keys.at("leadTime")
                .filter(YamlValue::isMapping)
                .map(v -> v.keys("quantile").share("quantile"))
                .orElse(OptionalDouble.empty());
        Optional<Duration> drain = keys.length("drain", Limits.LEAD_TIME_MS);
        Drift drift = keys.at("drift").flatMap(v -> v.oneOf(Drift.values())).orElse(Drift.CORRECT);
        return keys.of().made(() -> new Lifecycle(quantile, drain, drift));
    }
}
