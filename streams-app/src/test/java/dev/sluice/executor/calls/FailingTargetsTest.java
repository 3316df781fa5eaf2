package dev.sluice.executor.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailingTargetsTest {
    private static final Outcome.Failed HANGS = new Outcome.Failed("no answer within 10 s", true);

    private final FailingTargets targets = new FailingTargets();

    private static Order order(String service, long generation) {
        return new Order(new Target(service, ""), 3, generation);
    }

    @Test
    void targets_that_hang_for_hours_are_told_of_once_each() {
        List<String> said = new ArrayList<>();
        for (int generation = 1; generation <= 100; generation++) {
            for (int service = 0; service < 60; service++) {
                targets.failed(order("s" + service, generation), HANGS).ifPresent(said::add);
                targets.carriedOut(order("healthy", generation)).ifPresent(said::add);
            }
        }
        assertThat(said).hasSize(60).allMatch(line -> line.contains("no answer within 10 s"));
    }

    @Test
    void a_target_that_works_again_is_told_of_with_the_calls_that_failed() {
        for (int generation = 1; generation <= 7; generation++) {
            targets.failed(order("checkout", generation), HANGS);
        }
        assertThat(targets.carriedOut(order("checkout", 8)))
                .get()
                .asString()
                .contains("8 of checkout", "7 failed calls");
        assertThat(targets.carriedOut(order("checkout", 9))).isEmpty();
        assertThat(targets.failed(order("checkout", 10), HANGS)).isPresent();
    }
}
