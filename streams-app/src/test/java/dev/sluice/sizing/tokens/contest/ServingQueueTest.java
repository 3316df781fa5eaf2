package dev.sluice.sizing.tokens.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Replicas for requests that come at random")
final class ServingQueueTest {
    @Test
    @DisplayName("are as many as the example says")
    void example() {
        assertThat(ServingQueue.replicas(6, .4, .35, .063)).isEqualTo(8);
        assertThat(ServingQueue.replicas(6, .4, .35, .05)).isEqualTo(9);
        assertThat(ServingQueue.replicas(0, .4, .35, .05)).isEqualTo(1);
        assertThat(ServingQueue.replicas(1e9, .4, .35, .05)).isPositive();
    }

    @ParameterizedTest(name = "{0} busy, {2} s allowed")
    @CsvSource({"2, .5, 1.0", "8, .5, .2", "30, .3, .1"})
    @DisplayName("keep the promise in a queue that is played, and one fewer does not")
    void played(double busy, double own, double allowed) {
        int replicas = ServingQueue.replicas(busy, own, allowed, .05);
        assertThat(late(replicas, busy, own, allowed)).isLessThan(.06);
        assertThat(replicas == Math.ceil(busy) || late(replicas - 1, busy, own, allowed) > .045)
                .isTrue();
    }

    /** Share of 200,000 requests that wait too long, first come first served. */
    private static double late(int replicas, double busy, double own, double allowed) {
        Random random = new Random(replicas);
        PriorityQueue<Double> free = new PriorityQueue<>();
        for (int i = 0; i < replicas; i++) {
            free.add(0.0);
        }
        double now = 0;
        int late = 0;
        for (int i = 0; i < 200_000; i++) {
            now -= Math.log(random.nextDouble()) * own / busy;
            double begins = Math.max(now, free.remove());
            late += begins - now > allowed ? 1 : 0;
            free.add(begins - Math.log(random.nextDouble()) * own);
        }
        return late / 200_000.0;
    }
}
