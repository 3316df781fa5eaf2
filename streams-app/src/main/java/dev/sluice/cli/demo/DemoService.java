package dev.sluice.cli.demo;

import dev.sluice.forecast.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.Workload;
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
 * @param startsIn what a replica really needs from the order until it serves, which Sluice has to learn
 * @param unit what its demand is counted in
 * @param demand units in each step from the demo's begin
 */
public record DemoService(String kind, ScalingPolicy policy, Duration startsIn, String unit, Trace demand) {
    /** Before nine on a working day, when the wave of the day rises. */
    static final Instant BEGIN = Instant.parse("2026-03-03T08:30:00Z");

    private static final double DAY = 86_400;

    public String name() {
        return policy.service();
    }

    public double perReplica() {
        return policy.demand().perReplica().orElseThrow();
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

    /** The largest step of the day, units a second. */
    double peakPerSecond() {
        return Arrays.stream(demand.values()).max().orElse(0) / demand.step();
    }

    /** The services of the demo, each of a kind of its own. */
    public static List<DemoService> all(Duration step, long seed) {
        double seconds = step.toMillis() / 1000.0;
        return List.of(
                new DemoService(
                        "web, flash crowd",
                        policy("storefront", 1, 80, Signal.REQUESTS, 12.5, Objective.DEFAULT),
                        Duration.ofSeconds(45),
                        "requests",
                        crowded(workload(Workload.Kind.WEB_DAY, seconds, 160, seed))),
                new DemoService(
                        "LLM on GPUs",
                        policy("assistant", 1, 40, Signal.UNITS, 1500, Objective.DEFAULT),
                        Duration.ofMinutes(4),
                        "tokens",
                        together(
                                workload(Workload.Kind.WEB_DAY, seconds, 9000, seed + 1),
                                workload(Workload.Kind.LLM_TOKENS, seconds, 2500, seed))),
                new DemoService(
                        "function, sleeps",
                        policy("thumbnails", 0, 10, Signal.REQUESTS, 4, Objective.DEFAULT),
                        Duration.ofSeconds(3),
                        "requests",
                        workload(Workload.Kind.SPARSE_FUNCTION, seconds, .12, seed)),
                new DemoService(
                        "queue worker",
                        policy("mailer", 1, 60, Signal.BACKLOG, 8, new Objective.Drain(Duration.ofMinutes(3))),
                        Duration.ofSeconds(30),
                        "messages",
                        batches(workload(Workload.Kind.QUEUE_BATCHES, seconds, 40, seed))));
    }

    private static ScalingPolicy policy(
            String name, int min, int max, Signal signal, double perReplica, Objective objective) {
        ScalingPolicy plain = ScalingPolicy.of(name, max);
        return new ScalingPolicy(
                name,
                new ScalingPolicy.Bounds(min, max),
                new ScalingPolicy.Demand(signal, OptionalDouble.of(perReplica), Optional.empty()),
                objective,
                Optional.empty(),
                plain.mode(),
                plain.up(),
                plain.down(),
                plain.tuning());
    }

    /** A day of demand, from the demo's time of day on. */
    private static Trace workload(Workload.Kind kind, double step, double mean, long seed) {
        double timeOfDay = BEGIN.getEpochSecond() % DAY;
        return new Workload(kind, timeOfDay, step, (int) (DAY / step), mean, seed).trace();
    }

    /** A steady part, of many users, and a bursty one. */
    private static Trace together(Trace steady, Trace bursty) {
        double[] sum = steady.values().clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += bursty.values()[i];
        }
        return new Trace(steady.start(), steady.step(), sum);
    }

    /** A crowd that triples demand within two minutes, after twenty-five, and leaves in ten. */
    private static Trace crowded(Trace calm) {
        return reshaped(calm, t -> 1 + 2.2 * bump(t - 25 * 60, 60, 280));
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
