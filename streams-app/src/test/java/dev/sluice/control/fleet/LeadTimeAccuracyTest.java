package dev.sluice.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How well a lead time is known after twenty scale-ups, over 400 seeds. The starts have lognormal durations. {@code
 * -Dsluice.print=true} prints the figures of docs/benchmarks.md.
 */
final class LeadTimeAccuracyTest {
    private static final int SEEDS = 400;
    private static final int SCALE_UPS = 20;
    /** The first numbers of neighbouring seeds resemble each other. */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    /** The 99th percentile of the normal distribution, and the 90th. */
    private static final double Z99 = 2.3263;

    private static final double Z90 = 1.2816;

    /** Starts of a median and a 99th percentile, seconds. */
    private record Starts(double median, double p99) {
        private double sigma() {
            return Math.log(p99 / median) / Z99;
        }

        double p90() {
            return median * Math.exp(Z90 * sigma());
        }

        double next(Random random) {
            return median * Math.exp(sigma() * random.nextGaussian());
        }
    }

    /** Mean relative errors over the seeds: of the mean estimate (bias), and of each estimate (error). */
    private static final class Errors {
        private double sum;
        private double absolute;

        void add(double estimate, double truth) {
            sum += (estimate / truth - 1) / SEEDS;
            absolute += Math.abs(estimate / truth - 1) / SEEDS;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "bias %+.1f %%, error %.1f %%", 100 * sum, 100 * absolute);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "23, 52, 23, 52",
        "23, 52, 90, 200",
        "90, 200, 23, 52",
        "60, 75, 60, 75",
        "2, 4, 2, 4",
        "300, 600, 120, 300",
    })
    void twenty_scale_ups_teach_a_lead_time_and_twenty_more_a_changed_one(
            double median, double p99, double medianLater, double p99Later) {
        Starts before = new Starts(median, p99);
        Starts later = new Starts(medianLater, p99Later);
        Errors[] errors = {new Errors(), new Errors(), new Errors(), new Errors()};
        for (int seed = 0; seed < SEEDS; seed++) {
            ScaleUps fleet = new ScaleUps(new Random(SCATTER * (seed + 1)));
            fleet.grow(before::next, SCALE_UPS);
            errors[0].add(fleet.planned(.5), before.median());
            errors[1].add(fleet.planned(.9), before.p90());
            fleet.grow(later::next, SCALE_UPS);
            errors[2].add(fleet.planned(.5), later.median());
            errors[3].add(fleet.planned(.9), later.p90());
        }
        if (Boolean.getBoolean("sluice.print")) {
            System.out.printf(
                    Locale.ROOT,
                    "%s then %s: median %s; p90 %s; changed: median %s; p90 %s%n",
                    before,
                    later,
                    errors[0],
                    errors[1],
                    errors[2],
                    errors[3]);
        }
        for (int i = 0; i < errors.length; i++) {
            assertThat(errors[i].absolute).as("error").isLessThan(i % 2 == 0 ? .10 : .15);
            assertThat(Math.abs(errors[i].sum)).as("bias").isLessThan(.03);
        }
    }

    /** Seven of ten starts find a warm cache. */
    private static double cachedOrNot(Random random) {
        boolean cached = random.nextDouble() < .7;
        return (cached ? 23 : 52) * Math.exp(.1 * random.nextGaussian());
    }

    private static double anyBetween20And60(Random random) {
        return 20 + 40 * random.nextDouble();
    }

    @Test
    void starts_of_other_shapes_are_learned_as_well() {
        // the median of all is longer than 5/7 of the cached ones, and the 90th percentile than 2/3 of the others
        accurate(learned(LeadTimeAccuracyTest::cachedOrNot, 23 * Math.exp(.1 * .566), 52 * Math.exp(.1 * .431)));
        accurate(learned(LeadTimeAccuracyTest::anyBetween20And60, 40, 56));
        accurate(learned(random -> 30, 30, 30));
    }

    private static void accurate(Errors... errors) {
        assertThat(errors[0].absolute).as("error of the median").isLessThan(.10);
        assertThat(errors[1].absolute).as("error of the 90th percentile").isLessThan(.15);
    }

    /**
     * Twenty exponential starts tell their mean to within sqrt(2 / (pi * 20)) = 17.8 % on average, and both quantiles are
     * multiples of it: who knows the shape does no better.
     */
    @Test
    void exponential_starts_are_learned_hardly_worse_than_twenty_of_them_allow() {
        Errors[] errors =
                learned(random -> -30 * Math.log(1 - random.nextDouble()), 30 * Math.log(2), 30 * Math.log(10));
        assertThat(errors[0].absolute).as("error of the median").isLessThan(.25);
        assertThat(errors[1].absolute).as("error of the 90th percentile").isLessThan(.21);
    }

    private static Errors[] learned(ToDoubleFunction<Random> starts, double median, double p90) {
        Errors[] errors = {new Errors(), new Errors()};
        for (int seed = 0; seed < SEEDS; seed++) {
            ScaleUps fleet = new ScaleUps(new Random(SCATTER * (seed + 1)));
            fleet.grow(starts, SCALE_UPS);
            errors[0].add(fleet.planned(.5), median);
            errors[1].add(fleet.planned(.9), p90);
        }
        if (Boolean.getBoolean("sluice.print")) {
            System.out.printf(Locale.ROOT, "%s s, %s s: median %s; p90 %s%n", median, p90, errors[0], errors[1]);
        }
        return errors;
    }

    /**
     * A fleet that grows. Part of an order is sometimes ready before the rest, old acknowledgements come again, and the
     * executor's clock is an hour behind.
     */
    private static final class ScaleUps {
        private static final double BEHIND = 3600;

        private final ReplicaTracker fleet = new ReplicaTracker();
        private final Random random;
        private double now = 10_000;
        private int replicas = 1;

        ScaleUps(Random random) {
            this.random = random;
        }

        double planned(double quantile) {
            fleet.planLeads(quantile);
            return fleet.leadTime().toMillis() / 1000.0;
        }

        void grow(ToDoubleFunction<Random> starts, int times) {
            for (int i = 0; i < times; i++) {
                scaleUp(starts);
            }
        }

        private void scaleUp(ToDoubleFunction<Random> starts) {
            double took = starts.applyAsDouble(random);
            long generation = order(replicas + 2);
            acknowledge(generation, Status.APPLIED, replicas - 2, now, now + .5);
            if (random.nextInt(4) == 0) {
                acknowledge(generation, Status.APPLIED, replicas - 1, now, now + took / 2);
            }
            double ready = now + took;
            if (random.nextInt(4) == 0) {
                // an old answer arrives once more
                acknowledge(generation - 1, Status.SUPERSEDED, replicas - 1, now, now + took / 2);
            }
            acknowledge(generation, Status.READY, replicas, now, ready);
            now = ready + 100;
        }

        private long order(int level) {
            replicas = level;
            return fleet.order(level, ServiceHarness.ms(now));
        }

        private void acknowledge(long generation, Status status, int ready, double issued, double at) {
            Instant said = ServiceHarness.at(at - BEHIND);
            Acknowledgement told = new Acknowledgement(
                    generation, status, replicas, OptionalInt.of(Math.max(0, ready)), ServiceHarness.at(issued), said);
            fleet.acknowledged(fleet.onOurClock(told, ServiceHarness.ms(at + .02)));
        }
    }
}
