package dev.sluice.policy;

import dev.sluice.demand.Signal;
import dev.sluice.policy.pool.Roles;
import dev.sluice.sizing.Objective;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The policy for one service. Everything except the name and the maximum replica count has a working default.
 *
 * @param service name of the service
 * @param replicas minimum and maximum replica count
 * @param demand what demand is measured in and what one replica serves
 * @param more additional signals, each on its own: the largest size that any of them proposes wins
 * @param objective the objective that sizes the service
 * @param leadTime time from an order to a ready replica; empty: learned from acknowledgements, and a quantile of it is
 *     planned with
 * @param mode whether decisions become commands
 * @param up rules for scaling up
 * @param down rules for scaling down
 * @param tuning options that few policies need
 * @param placement where it runs and what it may cost
 */
public record ScalingPolicy(
        String service,
        Bounds replicas,
        Demand demand,
        List<Demand> more,
        Objective objective,
        Optional<Duration> leadTime,
        Mode mode,
        ScalingRules up,
        ScalingRules down,
        Tuning tuning,
        Placement placement) {
    public ScalingPolicy {
        more = List.copyOf(more);
        checkSignals(demand, more);
        checkTokens(demand, more, objective);
        checkLag(demand, more);
        checkSpeeds(demand, placement);
        placement.roles().ifPresent(roles -> checkRoles(roles, replicas, demand, objective, placement));
        checkSize(demand, placement);
        checkFloors(replicas, demand, placement);
        checkWake(replicas, up);
        if (service.isBlank()) {
            throw new IllegalArgumentException("metadata.name must not be empty");
        }
        if (leadTime.isPresent() && leadTime.get().isNegative()) {
            throw new IllegalArgumentException(
                    "leadTime must not be below 0, it is " + DurationText.exactly(leadTime.get()));
        }
    }

    /** The capacity of a replica with other resources is derived from a stated capacity, on one kind of machine. */
    private static void checkSize(Demand demand, Placement placement) {
        boolean commanded =
                placement.size().map(terms -> terms.mode() == Mode.ACT).orElse(false);
        boolean stated = demand.perReplica().isPresent()
                || placement.pools().stream().anyMatch(pool -> pool.perReplica().isPresent());
        if (commanded && placement.pools().size() > 1) {
            throw new IllegalArgumentException("size.mode act needs one pool at most, there are "
                    + placement.pools().size());
        }
        if (commanded && !stated) {
            throw new IllegalArgumentException("size.mode act needs perReplica to be stated");
        }
    }

    /**
     * Pool minimums count in replicas of the first pool, as the maximum does. A replica of unknown rate counts as
     * one.
     */
    private static void checkFloors(Bounds replicas, Demand demand, Placement placement) {
        double floors = placement.floors(demand.perReplica());
        if (floors > replicas.max() + 1e-9) {
            throw new IllegalArgumentException("pools[].min asks for " + NumberText.of(floors)
                    + " replicas, counted in those of the first pool, and replicas.max allows " + replicas.max());
        }
    }

    private static void checkWake(Bounds replicas, ScalingRules up) {
        if (replicas.min() == 0 && up.select() == ScalingRules.Select.DISABLED) {
            throw new IllegalArgumentException(
                    "behavior.scaleUp.select disabled needs replicas.min of at least 1: a service at 0 would never wake");
        }
    }

    /** A policy for a service that runs wherever its platform puts it. */
    public ScalingPolicy(
            String service,
            Bounds replicas,
            Demand demand,
            List<Demand> more,
            Objective objective,
            Optional<Duration> leadTime,
            Mode mode,
            ScalingRules up,
            ScalingRules down,
            Tuning tuning) {
        this(service, replicas, demand, more, objective, leadTime, mode, up, down, tuning, Placement.ANYWHERE);
    }

    /** The same with a single signal. */
    public ScalingPolicy(
            String service,
            Bounds replicas,
            Demand demand,
            Objective objective,
            Optional<Duration> leadTime,
            Mode mode,
            ScalingRules up,
            ScalingRules down,
            Tuning tuning) {
        this(service, replicas, demand, List.of(), objective, leadTime, mode, up, down, tuning);
    }

    private static void checkSignals(Demand demand, List<Demand> more) {
        EnumSet<Signal> seen = EnumSet.of(demand.signal());
        for (int i = 0; i < more.size(); i++) {
            Demand extra = more.get(i);
            if (!seen.add(extra.signal())) {
                throw new IllegalArgumentException("demand names the signal " + extra.signal() + " twice");
            }
            if (extra.window().isPresent()) {
                throw new IllegalArgumentException(
                        "demand[" + (i + 1) + "].window belongs to the first signal, not to " + extra.signal());
            }
        }
    }

    /** Only reports of tokens tell whether their times are kept, and only such a promise sizes by tokens. */
    private static void checkTokens(Demand demand, List<Demand> more, Objective objective) {
        boolean promised = objective instanceof Objective.Tokens;
        boolean counted = demand.signal() == Signal.TOKENS;
        if (promised && !counted) {
            throw new IllegalArgumentException("objective.tokens needs demand.signal tokens, not "
                    + demand.signal().name().toLowerCase(Locale.ROOT));
        }
        if (counted && !promised) {
            throw new IllegalArgumentException(
                    "demand.signal tokens needs objective.tokens, such as {tokens: {firstToken: {below: 2s}}}, or none");
        }
        if (more.stream().anyMatch(extra -> extra.signal() == Signal.TOKENS)) {
            throw new IllegalArgumentException("demand names tokens as a further signal: it can only be the first");
        }
        // earlier releases read tokens as units, and refuse a signal that is named twice
        if (counted && more.stream().anyMatch(extra -> extra.signal() == Signal.UNITS)) {
            throw new IllegalArgumentException("demand names units beside tokens, which count the same work");
        }
    }

    /** Lag is forecast and drained, so it is the first signal; it is a backlog, and records name each signal once. */
    private static void checkLag(Demand demand, List<Demand> more) {
        if (more.stream().anyMatch(extra -> extra.signal() == Signal.LAG)) {
            throw new IllegalArgumentException("demand names lag as a further signal: it can only be the first");
        }
        if (demand.signal() == Signal.LAG && more.stream().anyMatch(extra -> extra.signal() == Signal.BACKLOG)) {
            throw new IllegalArgumentException("demand names backlog beside lag, which is a backlog");
        }
    }

    /** Speeds compare what is learned: a stated rate says more, and other signals have no rate in common. */
    private static void checkSpeeds(Demand demand, Placement placement) {
        boolean stated = demand.perReplica().isPresent()
                || placement.pools().stream().anyMatch(pool -> pool.perReplica().isPresent());
        boolean compared =
                placement.pools().stream().anyMatch(pool -> pool.speed().isPresent());
        if (compared && (demand.signal() != Signal.TOKENS || stated)) {
            throw new IllegalArgumentException("pools[].speed needs demand.signal tokens and no perReplica: state"
                    + " perReplica for each pool instead");
        }
    }

    private static void checkRoles(
            Roles roles, Bounds replicas, Demand demand, Objective objective, Placement placement) {
        if (demand.signal() != Signal.TOKENS || demand.perReplica().isPresent()) {
            throw new IllegalArgumentException("roles needs demand: {signal: tokens} without perReplica");
        }
        if (replicas.max() < 2) {
            throw new IllegalArgumentException(
                    "replicas.max must be at least 2 with roles, one replica of each, it is " + replicas.max());
        }
        boolean timed = objective.tokens().interToken().isPresent();
        if (roles.decode().rate().isEmpty() && !timed) {
            throw new IllegalArgumentException(
                    "roles.decode.rate must be stated, or objective.tokens.interToken, from" + " which it is learned");
        }
        if (placement.size().map(size -> size.mode() == Mode.ACT).orElse(false)) {
            throw new IllegalArgumentException("size.mode act is not possible with roles: use advise");
        }
    }

    public ScalingPolicy withDemand(Demand other) {
        return new ScalingPolicy(
                service, replicas, other, more, objective, leadTime, mode, up, down, tuning, placement);
    }

    /** The same, sized by tokens under an objective for them. */
    public ScalingPolicy withTokens(Objective.Tokens promised) {
        Demand tokens = new Demand(Signal.TOKENS, OptionalDouble.empty(), demand.window());
        return new ScalingPolicy(
                service, replicas, tokens, more, promised, leadTime, mode, up, down, tuning, placement);
    }

    public ScalingPolicy withMore(List<Demand> others) {
        return new ScalingPolicy(
                service, replicas, demand, others, objective, leadTime, mode, up, down, tuning, placement);
    }

    public ScalingPolicy withObjective(Objective other) {
        return new ScalingPolicy(service, replicas, demand, more, other, leadTime, mode, up, down, tuning, placement);
    }

    public ScalingPolicy withMode(Mode other) {
        return new ScalingPolicy(
                service, replicas, demand, more, objective, leadTime, other, up, down, tuning, placement);
    }

    public ScalingPolicy withLeadTime(Duration other) {
        return new ScalingPolicy(
                service, replicas, demand, more, objective, Optional.of(other), mode, up, down, tuning, placement);
    }

    /**
     * The same with other bounds.
     *
     * @throws IllegalArgumentException if the rest of the policy contradicts them
     */
    public ScalingPolicy withReplicas(Bounds other) {
        return new ScalingPolicy(service, other, demand, more, objective, leadTime, mode, up, down, tuning, placement);
    }

    /**
     * The same policy while somebody has set other bounds for a time. Conflicting parts give way: pool minimums
     * shrink to the maximum, those of the last pool first, and growth is allowed if nothing else could end a count of
     * zero.
     */
    public ScalingPolicy boundedBy(Bounds other) {
        ScalingRules upwards = other.min() == 0 ? up.enabled() : up;
        Placement floored = placement.withFloorsWithin(other.max(), demand.perReplica());
        return new ScalingPolicy(
                service, other, demand, more, objective, leadTime, mode, upwards, down, tuning, floored);
    }

    public ScalingPolicy withPlacement(Placement other) {
        return new ScalingPolicy(service, replicas, demand, more, objective, leadTime, mode, up, down, tuning, other);
    }

    /** The policy with only a maximum replica count set. */
    public static ScalingPolicy of(String service, int maxReplicas) {
        return new ScalingPolicy(
                service,
                new Bounds(1, maxReplicas),
                Demand.REQUESTS,
                Objective.standard(),
                Optional.empty(),
                Mode.ACT,
                ScalingRules.FREE,
                ScalingRules.FREE,
                Tuning.DEFAULT);
    }

    /** Minimum and maximum replica count. A {@code min} of 0 allows scaling to zero. */
    public record Bounds(int min, int max) {
        public Bounds {
            if (min < 0) {
                throw new IllegalArgumentException("replicas.min must not be below 0, it is " + min);
            }
            if (max < Math.max(1, min)) {
                throw new IllegalArgumentException(
                        "replicas.max must be at least 1 and replicas.min, it is " + max + " with min " + min);
            }
        }

        /** The bounds in words: "1 to 20". */
        public String describe() {
            return min + " to " + max;
        }

        /** The allowed count nearest to {@code replicas}. */
        public int clamp(int replicas) {
            return Math.max(min, Math.min(max, replicas));
        }
    }

    /**
     * What demand is measured in.
     *
     * @param signal the measure
     * @param perReplica units per second (or the level) that one replica serves; empty: learned
     * @param window length of a demand window; empty: as in the settings
     * @param group the consumer group whose lag is the demand; empty with other signals
     */
    public record Demand(
            Signal signal, OptionalDouble perReplica, Optional<Duration> window, Optional<ConsumerGroup> group) {
        public static final Demand REQUESTS = new Demand(Signal.REQUESTS, OptionalDouble.empty(), Optional.empty());

        /** What reports measure. */
        public Demand(Signal signal, OptionalDouble perReplica, Optional<Duration> window) {
            this(signal, perReplica, window, Optional.empty());
        }

        public Demand withPerReplica(double units) {
            return new Demand(signal, OptionalDouble.of(units), window, group);
        }

        public Demand {
            if ((signal == Signal.LAG) != group.isPresent()) {
                throw new IllegalArgumentException(
                        group.isPresent()
                                ? "demand.group needs signal lag, not "
                                        + signal.name().toLowerCase(Locale.ROOT)
                                : "demand.signal lag needs group, the consumer group that is measured");
            }
            if (perReplica.isPresent()
                    && !(perReplica.getAsDouble() > 0 && Double.isFinite(perReplica.getAsDouble()))) {
                throw new IllegalArgumentException(
                        "demand.perReplica must be above 0, not " + NumberText.exactly(perReplica.getAsDouble()));
            }
            if (window.isPresent() && window.get().compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException(
                        "demand.window must be at least 1s, not " + DurationText.exactly(window.get()));
            }
        }
    }

    /**
     * Options that few policies need.
     *
     * @param headroom share of capacity to keep free in addition to what the objective needs
     * @param costLimit maximum cost of a sizing rule, as a multiple of what demand needed. It decides whether a burst
     *     never observed before is paid for or missed. Empty: the default
     * @param warmUp time after a replica became ready during which its measurements are not used to learn capacity
     * @param idleWindow time without a call after which the service goes to zero, if the minimum is 0; empty: learned
     *     from its calls, as is the time to make it ready
     * @param lifecycle how replicas start and end
     */
    public record Tuning(
            double headroom,
            OptionalDouble costLimit,
            Duration warmUp,
            Optional<Duration> idleWindow,
            Lifecycle lifecycle) {
        public static final Tuning DEFAULT = new Tuning(0, OptionalDouble.empty(), Duration.ofSeconds(30));

        /** The options, with learned idle windows. */
        public Tuning(double headroom, OptionalDouble costLimit, Duration warmUp) {
            this(headroom, costLimit, warmUp, Optional.empty());
        }

        /** The options, with replicas that start and end as their platform has it. */
        public Tuning(double headroom, OptionalDouble costLimit, Duration warmUp, Optional<Duration> idleWindow) {
            this(headroom, costLimit, warmUp, idleWindow, Lifecycle.DEFAULT);
        }

        /** The same with another lifecycle. */
        public Tuning with(Lifecycle other) {
            return new Tuning(headroom, costLimit, warmUp, idleWindow, other);
        }

        public Tuning {
            if (!(headroom >= 0 && headroom < 10)) {
                throw new IllegalArgumentException(
                        "headroom must be from 0 to below 10, not " + NumberText.exactly(headroom));
            }
            if (costLimit.isPresent() && !(costLimit.getAsDouble() > 1)) {
                throw new IllegalArgumentException(
                        "costLimit must be above 1, not " + NumberText.exactly(costLimit.getAsDouble()));
            }
            if (warmUp.isNegative()) {
                throw new IllegalArgumentException("warmUp must not be below 0, it is " + DurationText.exactly(warmUp));
            }
            if (idleWindow.isPresent() && idleWindow.get().isNegative()) {
                throw new IllegalArgumentException(
                        "idleWindow must not be below 0, it is " + DurationText.exactly(idleWindow.get()));
            }
        }
    }
}
