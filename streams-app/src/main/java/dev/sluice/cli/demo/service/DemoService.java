package dev.sluice.cli.demo.service;

import dev.sluice.allocation.Pool;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.request.RequestKind;
import dev.sluice.simulator.workload.Workload;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One generated service of the demo.
 *
 * @param kind what it is, for people
 * @param policy its policy; the name of the service stands there
 * @param slowness how long its replicas really take to start over what the pools declare, which Sluice has to learn
 * @param unit what its demand is counted in
 * @param demand units in each step from the demo's begin; of a language model requests
 * @param model the language model that it serves
 */
public record DemoService(
        String kind, ScalingPolicy policy, double slowness, String unit, Trace demand, Optional<ServedModel> model) {
    /** Before nine on a working day, when the wave of the day rises. */
    public static final Instant BEGIN = Instant.parse("2026-03-03T08:30:00Z");

    private static final double DAY = 86_400;
    private static final double MODEL_STEP = 10;
    private static final int MODEL_REPLICAS = 16;
    /** Its users live further east: their day is older, seconds. */
    private static final double MODEL_EARLIER = 6 * 3600;

    private static final Objective.Tokens PROMISED = new Objective.Tokens(
            Optional.of(new FirstToken(FirstToken.QUANTILE, Duration.ofMillis(1500), FirstToken.SLACK)),
            Optional.of(new InterToken(InterToken.QUANTILE, Duration.ofMillis(200))));

    public String name() {
        return policy.service();
    }

    /** A service whose replicas serve so many units per second. */
    private DemoService(String kind, ScalingPolicy policy, double slowness, String unit, Trace demand) {
        this(kind, policy, slowness, unit, demand, Optional.empty());
    }

    /** The pools of its policy as it runs there. */
    public List<Site> sites() {
        return policy.placement().pools().stream().map(this::site).toList();
    }

    private Site site(PoolTerms terms) {
        Pool pool = DemoPools.named(terms.pool());
        Duration starts =
                Duration.ofMillis(Math.round(slowness * pool.leadTime().toMillis()));
        return new Site(pool, terms.perReplica().orElse(0), starts);
    }

    /** Its work from {@code origin} on. */
    public ServiceWork work(Instant origin) {
        return model.<ServiceWork>map(served -> new ModelWork(this, served, origin))
                .orElseGet(() -> new FluidWork(this));
    }

    /** Whether work that found no capacity waits instead of failing. */
    public boolean queues() {
        return policy.demand().signal() == Signal.BACKLOG || policy.replicas().min() == 0;
    }

    /** Units that arrive in the step that starts at {@code from}; days are alike. */
    double arrive(Instant from) {
        long step = (long) Math.floor((from.toEpochMilli() - BEGIN.toEpochMilli()) / (demand.step() * 1000));
        return demand.values()[Math.floorMod(step, demand.length())];
    }

    /** The services of the demo, each of a kind of its own. */
    public static List<DemoService> all(Duration step, long seed) {
        double seconds = step.toMillis() / 1000.0;
        return List.of(
                new DemoService(
                        "web, flash crowd",
                        policy("storefront", 1, 80, Signal.REQUESTS, Objective.standard(), in("cpu", 12.5)),
                        1,
                        "requests",
                        crowded(workload(Workload.Kind.WEB_DAY, seconds, 160, seed))),
                assistant(seed),
                new DemoService(
                        "three pools",
                        slowlyDown(policy(
                                "embeddings",
                                1,
                                1000,
                                Signal.UNITS,
                                Objective.standard(),
                                in("cpu", 60),
                                in("a10g", 800),
                                in("h100", 5000))),
                        1,
                        "tokens",
                        launched(together(
                                workload(Workload.Kind.WEB_DAY, seconds, 9000, seed + 1),
                                workload(Workload.Kind.LLM_TOKENS, seconds, 1200, seed)))),
                new DemoService(
                        "function, sleeps",
                        policy("thumbnails", 0, 10, Signal.REQUESTS, Objective.standard(), in("cpu", 4)),
                        .07,
                        "requests",
                        workload(Workload.Kind.SPARSE_FUNCTION, seconds, .12, seed)),
                new DemoService(
                        "queue worker",
                        policy(
                                "mailer",
                                1,
                                60,
                                Signal.BACKLOG,
                                new Objective.Drain(Duration.ofMinutes(3)),
                                in("cpu", 8)),
                        .7,
                        "messages",
                        batches(workload(Workload.Kind.QUEUE_BATCHES, seconds, 40, seed))));
    }

    /** Conversations with a model of 70 billion parameters on 8 A100 a replica. */
    private static DemoService assistant(long seed) {
        ReplicaSpec replica = ReplicaSpec.builtIn("a100").orElseThrow();
        ScalingPolicy policy = ScalingPolicy.of("assistant", MODEL_REPLICAS)
                .withReplicas(new ScalingPolicy.Bounds(2, MODEL_REPLICAS))
                .withTokens(PROMISED)
                .withPlacement(
                        Placement.ANYWHERE.withPools(List.of(new PoolTerms("8xa100", OptionalDouble.empty(), 0))));
        Trace day = later(workload(Workload.Kind.WEB_DAY, MODEL_STEP, 6, seed + 2), MODEL_EARLIER);
        return new DemoService(
                "language model",
                policy,
                1,
                "tokens",
                launched(day),
                Optional.of(new ServedModel(RequestKind.CHAT, replica, PROMISED, seed)));
    }

    private static ScalingPolicy policy(
            String name, int min, int max, Signal signal, Objective objective, PoolTerms... pools) {
        ScalingPolicy plain = ScalingPolicy.of(name, max);
        return plain.withReplicas(new ScalingPolicy.Bounds(min, max))
                .withDemand(new ScalingPolicy.Demand(signal, OptionalDouble.empty(), Optional.empty()))
                .withObjective(objective)
                .withPlacement(Placement.ANYWHERE.withPools(List.of(pools)));
    }

    /** What starts slowly is not given back at the first lull. */
    private static ScalingPolicy slowlyDown(ScalingPolicy policy) {
        ScalingRules down =
                new ScalingRules(Duration.ofMinutes(3), ScalingRules.Select.MAX, List.of(), OptionalDouble.empty());
        return new ScalingPolicy(
                policy.service(),
                policy.replicas(),
                policy.demand(),
                policy.more(),
                policy.objective(),
                policy.leadTime(),
                policy.mode(),
                policy.up(),
                down,
                policy.tuning(),
                policy.placement());
    }

    private static PoolTerms in(String pool, double perReplica) {
        return new PoolTerms(pool, OptionalDouble.of(perReplica), 0);
    }

    /** A day of demand, from the demo's time of day on. */
    private static Trace workload(Workload.Kind kind, double step, double mean, long seed) {
        double timeOfDay = BEGIN.getEpochSecond() % DAY;
        return new Workload(kind, timeOfDay, step, (int) (DAY / step), mean, seed).trace();
    }

    /** The same day, begun {@code seconds} later; what is before that comes at its end. */
    private static Trace later(Trace day, double seconds) {
        double[] values = new double[day.length()];
        int from = (int) (seconds / day.step());
        Arrays.setAll(values, i -> day.values()[(from + i) % values.length]);
        return new Trace(day.start(), day.step(), values);
    }

    /** A steady part, of many users, and a bursty one. */
    private static Trace together(Trace steady, Trace bursty) {
        double[] sum = steady.values().clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += bursty.values()[i];
        }
        return new Trace(steady.start(), steady.step(), sum);
    }

    /** A crowd that almost triples demand within four minutes, and leaves in ten. */
    private static Trace crowded(Trace calm) {
        return reshaped(calm, t -> 1 + 1.8 * bump(t - 26 * 60, 110, 280));
    }

    /** Something is launched that doubles demand within a quarter of an hour and is talked about for an hour. */
    private static Trace launched(Trace calm) {
        return reshaped(calm, t -> 1 + bump(t - 18 * 60, 300, 1800));
    }

    /** Every quarter of an hour a batch. */
    private static Trace batches(Trace trickle) {
        return reshaped(trickle, t -> .5 + 7 * bump(t % 900 - 400, 15, 60));
    }

    private static double bump(double t, double rise, double fall) {
        double width = t < 0 ? rise : fall;
        return Math.exp(-t * t / (2 * width * width));
    }

    private static Trace reshaped(Trace trace, java.util.function.DoubleUnaryOperator factor) {
        double[] values = trace.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.rint(values[i] * factor.applyAsDouble(i * trace.step()));
        }
        return new Trace(trace.start(), trace.step(), values);
    }
}
