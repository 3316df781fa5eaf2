package dev.sluice.executor.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Target;
import dev.sluice.executor.calls.CircuitBreaker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An executor's health as its rounds, its broker and its platform come and go. */
final class ExecutorHealthTest {
    private long now;
    private double sinceHeartbeat = -1;
    private final CircuitBreaker circuit = new CircuitBreaker(2, () -> now);
    private final ExecutorHealth health = new ExecutorHealth(() -> now, () -> sinceHeartbeat, circuit);

    @Test
    void it_is_ready_from_its_first_round_with_a_broker_that_answers() {
        assertThat(health.notLive()).isEmpty();
        assertThat(health.notReady()).containsExactly("the executor is starting");
        health.round(3);
        assertThat(health.notReady()).containsExactly("Kafka does not answer: the group's coordinator was never heard");
        sinceHeartbeat = 2;
        assertThat(health.notReady()).isEmpty();
        assertThat(health.partitions()).isEqualTo(3);
    }

    @Test
    void a_broker_that_goes_makes_it_unready_and_one_that_comes_ready_again() {
        health.round(1);
        sinceHeartbeat = 31;
        assertThat(health.notReady())
                .containsExactly("Kafka does not answer: the group's coordinator was last heard 31 s ago");
        assertThat(health.notLive()).isEmpty();
        sinceHeartbeat = 0;
        assertThat(health.notReady()).isEmpty();
    }

    @Test
    void a_platform_that_fails_for_everybody_makes_it_unready() {
        health.round(1);
        sinceHeartbeat = 0;
        circuit.failed(new Target("checkout", ""), "refused");
        circuit.failed(new Target("search", ""), "refused");
        assertThat(health.notReady()).containsExactly("the platform does not answer: orders wait until it does");
        circuit.answered(new Target("search", ""));
        assertThat(health.notReady()).isEmpty();
    }

    @Test
    void a_loop_that_hangs_or_has_ended_is_not_live() {
        health.round(1);
        now += Duration.ofMinutes(4).toNanos();
        assertThat(health.notLive()).isEmpty();
        now += Duration.ofMinutes(2).toNanos();
        assertThat(health.notLive()).containsExactly("the executor has not finished a round for 6 min");
        health.ended();
        assertThat(health.notLive()).containsExactly("the executor has ended");
    }
}
