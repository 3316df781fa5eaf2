package dev.sluice.control.rightsizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Resources;
import dev.sluice.policy.SizeTerms;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ResourceBoundsTest {
    private static final Resources DEFAULT = new Resources(.1, 100, 0, 0, 0);
    private static final Resources MACHINE = new Resources(8, 32_000, 0, 0, 0);
    private static final Optional<Pool> POOL =
            Optional.of(new Pool("cpu", MACHINE, 1, Pool.UNLIMITED, Duration.ZERO, Optional.empty()));

    private static SizeTerms terms(Optional<Resources> least, Optional<Resources> most) {
        return new SizeTerms(Mode.ACT, 1, least, most);
    }

    @Test
    void where_the_policy_says_nothing_the_machine_of_the_pool_is_the_most_and_the_default_the_least() {
        ResourceBounds bounds = ResourceBounds.of(terms(Optional.empty(), Optional.empty()), POOL, DEFAULT);
        assertThat(bounds.least()).isEqualTo(DEFAULT);
        assertThat(bounds.clamp(new Resources(64, 1, 0, 0, 0))).isEqualTo(new Resources(8, 100, 0, 0, 0));
    }

    @Test
    void a_resource_that_nobody_limits_has_no_limit() {
        ResourceBounds bounds = ResourceBounds.of(terms(Optional.empty(), Optional.empty()), Optional.empty(), DEFAULT);
        assertThat(bounds.holds(new Resources(10_000, 1L << 50, 64, 1L << 40, 1L << 50)))
                .isTrue();
    }

    @Test
    void what_the_policy_says_goes_before_the_machine() {
        Resources most = new Resources(2, 4_000, 0, 0, 0);
        ResourceBounds bounds = ResourceBounds.of(terms(Optional.empty(), Optional.of(most)), POOL, DEFAULT);
        assertThat(bounds.clamp(MACHINE)).isEqualTo(most);
    }

    @Test
    void a_machine_smaller_than_the_default_is_given_whole() {
        Resources tiny = new Resources(.05, 50, 0, 0, 0);
        ResourceBounds bounds = ResourceBounds.of(terms(Optional.empty(), Optional.of(tiny)), POOL, DEFAULT);
        assertThat(bounds.clamp(MACHINE)).isEqualTo(tiny);
        assertThat(bounds.clamp(Resources.NONE)).isEqualTo(tiny);
    }

    @Test
    void what_is_clamped_is_within_bounds_and_what_is_within_stays() {
        Random random = new Random(8);
        for (int i = 0; i < 1_000; i++) {
            Optional<Resources> least = Optional.of(new Resources(random.nextInt(4), random.nextInt(9_000), 0, 0, 0));
            ResourceBounds bounds = ResourceBounds.of(terms(least, Optional.empty()), POOL, DEFAULT);
            Resources size = new Resources(random.nextInt(20), random.nextInt(60_000), 0, 0, 0);
            Resources clamped = bounds.clamp(size);
            assertThat(bounds.holds(clamped)).as("case %d", i).isTrue();
            assertThat(clamped.equals(size)).as("case %d", i).isEqualTo(bounds.holds(size));
        }
    }
}
