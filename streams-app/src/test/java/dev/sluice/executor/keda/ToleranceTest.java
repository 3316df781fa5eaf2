package dev.sluice.executor.keda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Target;
import dev.sluice.simulator.baseline.hpa.HpaReplicas;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** HPA by its published rule, with the tolerance that it has where no object can set one. */
final class ToleranceTest {
    private static final Target CHECKOUT = Target.of("checkout");
    private static final double TOLERANCE = 0.1;

    private int running = 1;
    private final Tolerance tolerance = new Tolerance(target -> OptionalInt.of(running));

    private void sync(int ordered) {
        long told = Math.round(1000 * tolerance.beyond(CHECKOUT, ordered, TOLERANCE));
        running = HpaReplicas.DEFAULT.averageValue(running, told, 1000);
    }

    @Test
    void orders_for_more_land_with_the_second_look_and_others_run_at_most_a_tenth_too_many() {
        Random random = new Random(3);
        int ordered = 1;
        for (int i = 0; i < 20_000; i++) {
            boolean small = random.nextBoolean();
            ordered = Math.max(1, small ? ordered + random.nextInt(5) - 2 : 1 + random.nextInt(300));
            int before = running;
            sync(ordered);
            assertThat(running).as("%s ordered while %s run", ordered, before).isGreaterThanOrEqualTo(ordered);
            assertThat((double) running)
                    .as("%s ordered while %s run", ordered, before)
                    .isLessThanOrEqualTo(ordered / (1 - TOLERANCE) + 1);
            sync(ordered);
            int then = running;
            sync(ordered);
            assertThat(running).as("it stays").isEqualTo(then);
            assertThat(running == ordered || ordered < before)
                    .as("%s ordered while %s run", ordered, before)
                    .isTrue();
        }
    }

    @Test
    void small_changes_land_on_what_was_ordered_where_an_amount_beyond_the_tolerance_rounds_up_to_it() {
        running = 22;
        sync(20);
        assertThat(running).isEqualTo(20);

        sync(21);
        assertThat(running).as("beyond the tolerance first").isEqualTo(23);
        sync(21);
        assertThat(running).isEqualTo(21);
    }
}
