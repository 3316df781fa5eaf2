package dev.sluice.control.rightsizing;

import static dev.sluice.control.harness.UsageHarness.GIB;
import static dev.sluice.control.harness.UsageHarness.MIB;
import static dev.sluice.control.harness.UsageHarness.NONE;
import static dev.sluice.control.harness.UsageHarness.TERMS;
import static dev.sluice.control.harness.UsageHarness.limit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.rightsizing.DominantShare;
import dev.sluice.allocation.rightsizing.SizePrice;
import dev.sluice.control.harness.UsageHarness;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement.Moves;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.SizeTerms;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bigger and fewer, or smaller and more. */
final class RightSizingChoiceTest {
    private static final Duration LEAD = Duration.ofMinutes(1);
    private static final Resources ONE_CORE = new Resources(1, (long) GIB, 0, 0, 0);
    private static final Optional<Pool> PRICED = pool(4, 16 * GIB, .2);

    @Test
    void nothing_changes_before_anything_is_known() {
        RightSizingChoice sized =
                new UsageHarness().cpu(minute -> .2).hours(.5).sizes().choose(ask(40, 10), TERMS, PRICED, 0);

        assertThat(sized.changes()).isFalse();
        assertThat(sized.size()).isEmpty();
        assertThat(sized.replicas()).isEqualTo(4);
    }

    @Test
    void replicas_that_use_a_fifth_of_their_cpu_become_smaller_and_the_service_cheaper() {
        UsageHarness course = idleCores().hours(24);
        RightSizingChoice sized = course.sizes().choose(ask(40, 10), TERMS, PRICED, course.now());

        assertThat(sized.changes()).isTrue();
        assertThat(sized.size().orElseThrow().cpuCores()).isLessThan(.5);
        assertThat(sized.size().orElseThrow().memoryBytes() / MIB).isGreaterThan(700);
        assertThat(price(sized)).isLessThan(.5 * 4 * price(PRICED).of(ONE_CORE));
        assertThat(sized.replicas() * sized.perReplica()).isGreaterThanOrEqualTo(40 - 1e-6);
    }

    @Test
    void a_larger_runtime_than_work_makes_them_bigger_and_fewer() {
        // each takes 2 GiB to be there at all, and a core serves ten units per second
        UsageHarness course = new UsageHarness()
                .replicas(8)
                .limitedTo(limit(1, 2.5 * GIB, NONE, NONE))
                .serving(minute -> 5 + 4 * Math.sin(minute / 100.0))
                .cpu(minute -> .1 * (5 + 4 * Math.sin(minute / 100.0)))
                .memory(minute -> 2 * GIB)
                .hours(24);
        Optional<Pool> pool = pool(8, 8 * GIB, .4);
        RightSizingChoice sized = course.sizes().choose(ask(200, 9), TERMS, pool, course.now());

        assertThat(sized.size().orElseThrow().cpuCores()).isGreaterThan(2);
        assertThat(sized.factor()).isCloseTo(sized.perReplica() / 9, within(1e-9));
        assertThat(sized.factor()).isGreaterThan(2);
        assertThat(sized.replicas()).isLessThan(200 / 9);
        assertThat(sized.why()).contains("instead of");
    }

    @Test
    void what_is_not_held_back_by_a_resource_does_not_serve_more_when_it_grows() {
        UsageHarness course = idleCores().hours(24);
        Resources four = new Resources(4, 4 * (long) GIB, 0, 0, 0);

        assertThat(course.sizes().perReplica(10, ONE_CORE, four)).isEqualTo(10);
        assertThat(course.sizes().perReplica(30, ONE_CORE, four)).isGreaterThan(100);
        Resources tenth = new Resources(.1, (long) GIB, 0, 0, 0);
        assertThat(course.sizes().perReplica(10, ONE_CORE, tenth)).isCloseTo(.1 / 1.15 / .025, within(1e-6));
    }

    @Test
    void without_a_price_the_size_follows_the_advice_and_the_count_stays() {
        UsageHarness course = idleCores().hours(24);
        RightSizingChoice sized = course.sizes().choose(ask(40, 10), TERMS, Optional.empty(), course.now());

        assertThat(sized.changes()).isTrue();
        assertThat(sized.size().orElseThrow().cpuCores()).isCloseTo(.25 * 1.15, within(.01));
        assertThat(sized.factor()).isEqualTo(1);
        assertThat(sized.replicas()).isEqualTo(4);
    }

    @Test
    void a_size_that_has_changed_stays_until_it_has_paid_back_unless_it_starves() {
        UsageHarness course = idleCores().hours(24);
        RightSizingChoice.Ask ask = ask(40, 10);
        Resources first =
                course.sizes().choose(ask, TERMS, PRICED, course.now()).size().orElseThrow();
        // somebody makes them large again
        RightSizingChoice.Ask large = ask.withRunning(Optional.of(new Resources(2, 2 * (long) GIB, 0, 0, 0)));
        RightSizingChoice held = course.sizes().choose(large, TERMS, PRICED, course.now());
        assertThat(held.changes()).isFalse();
        assertThat(held.why()).contains("only lately");

        RightSizingChoice later = course.hours(1).sizes().choose(large, TERMS, PRICED, course.now());
        assertThat(later.size()).contains(first);

        RightSizingChoice.Ask starving = ask.withRunning(Optional.of(new Resources(2, (long) (500 * MIB), 0, 0, 0)));
        RightSizingChoice fed = course.sizes().choose(starving, TERMS, PRICED, course.now());
        assertThat(fed.changes()).isTrue();
        assertThat(fed.size().orElseThrow().memoryBytes() / MIB).isGreaterThan(700);
    }

    @Test
    void what_runs_stays_under_a_noisy_demand() {
        SplittableRandom random = new SplittableRandom(3);
        UsageHarness course = idleCores().hours(24);
        Resources running = course.sizes()
                .choose(ask(40, 10), TERMS, PRICED, course.now())
                .size()
                .orElseThrow();
        int changes = 0;
        for (int i = 0; i < 24; i++) {
            double demand = 400 * (.9 + .2 * random.nextDouble());
            RightSizingChoice.Ask ask = new RightSizingChoice.Ask(
                    demand, new Bounds(1, 100), 10, Optional.of(ONE_CORE), Optional.of(running), LEAD, Moves.DEFAULT);
            RightSizingChoice sized = course.hours(1).sizes().choose(ask, TERMS, PRICED, course.now());
            changes += sized.changes() ? 1 : 0;
            running = sized.size().orElseThrow();
        }
        assertThat(changes).isLessThanOrEqualTo(1);
    }

    @Test
    void gpus_are_chosen_in_slices() {
        SizeTerms quarters = new SizeTerms(Mode.ACT, .25, Optional.empty(), Optional.empty());
        UsageHarness course = new UsageHarness()
                .replicas(3)
                .limitedTo(limit(2, 8 * GIB, 1, NONE))
                .cpu(minute -> .5)
                .memory(minute -> 4 * GIB)
                .gpu(minute -> .2)
                .hours(24);
        Optional<Pool> machines = Optional.of(new Pool(
                "a100",
                new Resources(8, 64 * (long) GIB, 1, 0, 0),
                3,
                Pool.UNLIMITED,
                Duration.ZERO,
                Optional.empty()));

        RightSizingChoice sliced = course.sizes().choose(ask(24, 8), quarters, machines, course.now());
        assertThat(sliced.size().orElseThrow().gpus()).isEqualTo(.25);
        assertThat(sliced.replicas()).isEqualTo(3);
        RightSizingChoice whole = course.sizes().choose(ask(24, 8), TERMS, machines, course.now());
        assertThat(whole.size().orElseThrow().gpus()).isEqualTo(1);
    }

    @Test
    void no_choice_is_dearer_than_to_keep_the_size() {
        int changes = 0;
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double perUnit = .005 + .1 * random.nextDouble();
            double runtime = .3 * random.nextDouble();
            double held = (100 + 1500 * random.nextDouble()) * MIB;
            double load = 2 + 8 * random.nextDouble();
            double cores = .5 + 3 * random.nextDouble();
            UsageHarness course = new UsageHarness()
                    .replicas(2)
                    .limitedTo(limit(cores, 2 * GIB, NONE, NONE))
                    .serving(minute -> load * (1 + .5 * Math.sin(minute / 50.0)))
                    .cpu(minute -> runtime + perUnit * load * (1 + .5 * Math.sin(minute / 50.0)))
                    .memory(minute -> held)
                    .hours(4);
            Optional<Pool> pool = pool(4 + 28 * random.nextDouble(), (4 + 60 * random.nextDouble()) * GIB, 1);
            double demand = 500 * random.nextDouble();
            double perReplica = load * (1 + random.nextDouble());
            RightSizingChoice.Ask ask = new RightSizingChoice.Ask(
                    demand, new Bounds(1, 1000), perReplica, Optional.empty(), Optional.empty(), LEAD, Moves.DEFAULT);

            RightSizingChoice sized = course.sizes().choose(ask, TERMS, pool, course.now());

            Resources running = course.sizes().given().orElseThrow();
            double keeping = Math.max(1, Math.ceil(demand / perReplica - 1e-9))
                    * price(pool).of(running);
            boolean starves = course.sizes().advice(TERMS, pool).orElseThrow().starves(running);
            assertThat(sized.replicas() * sized.perReplica())
                    .as("seed %d", seed)
                    .isGreaterThan(demand - 1e-6);
            if (!starves) {
                assertThat(sized.replicas() * price(pool).of(sized.size().orElseThrow()))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(keeping + 1e-9);
            }
            changes += sized.changes() ? 1 : 0;
        }
        assertThat(changes).isGreaterThan(100);
    }

    /** A core each, of which a fifth is used at eight units per second. */
    private static UsageHarness idleCores() {
        return new UsageHarness()
                .replicas(4)
                .limitedTo(limit(1, GIB, NONE, NONE))
                .cpu(minute -> .2)
                .memory(minute -> 700 * MIB);
    }

    private static RightSizingChoice.Ask ask(double demand, double perReplica) {
        return new RightSizingChoice.Ask(
                demand, new Bounds(1, 100), perReplica, Optional.empty(), Optional.empty(), LEAD, Moves.DEFAULT);
    }

    private static double price(RightSizingChoice sized) {
        return sized.replicas() * price(PRICED).of(sized.size().orElseThrow());
    }

    private static SizePrice price(Optional<Pool> pool) {
        return DominantShare.of(pool.orElseThrow()).orElseThrow();
    }

    private static Optional<Pool> pool(double cores, double memory, double price) {
        Resources machine = new Resources(cores, (long) memory, 0, 0, 0);
        return Optional.of(new Pool("general", machine, price, Pool.UNLIMITED, Duration.ZERO, Optional.empty()));
    }
}
