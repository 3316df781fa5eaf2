package dev.sluice.sizing.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sizing.QueueingVectorsTest;
import dev.sluice.sizing.SimulatedBatch;
import dev.sluice.sizing.capacity.BatchQueue.BatchTimes;
import dev.sluice.sizing.capacity.BatchQueue.RequestSize;
import dev.sluice.sizing.capacity.BatchQueue.Steady;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Service times: llm-d's queueanalyzer_test.go; steady states: its birth-death rule, computed analytically. */
@DisplayName("A batch queue")
final class BatchQueueTest {
    private static final BatchTimes TIMES = new BatchTimes(1, .01, 10, .001);
    private static final BatchQueue QUEUE = new BatchQueue(TIMES, new RequestSize(100, 10), 8, 16);

    @ParameterizedTest(name = "{0} tokens in a batch of {1}: {2} ms")
    @CsvSource({"0,4,0", "1000,1,11", "2000,8,26", "500,2.5,11.25"})
    @DisplayName("takes the published time for the first token")
    void prefill(int input, double batch, double millis) {
        assertThat(TIMES.prefillMillis(input, batch)).isCloseTo(millis, within(1e-9));
    }

    @ParameterizedTest(name = "batch of {0}: {1} ms")
    @CsvSource({"1,1.01", "4,1.04", "8,1.08", "2.5,1.025"})
    @DisplayName("takes the published time for each further token")
    void decode(double batch, double millis) {
        assertThat(TIMES.decodeMillis(batch)).isCloseTo(millis, within(1e-9));
    }

    @ParameterizedTest(name = "{0} requests per second")
    @CsvSource({
        "10, 10.0, 19.226530408, 19.226530408, 0.192265304, 0",
        "100, 100.0, 19.565443876, 19.561447398, 1.95614474, 0",
        "200, 199.99986, 20.263560982, 19.935728229, 3.987142864, 6.98e-7",
        "350, 345.070468, 30.850592274, 20.402488529, 7.040296267, 0.014084377"
    })
    @DisplayName("settles where the birth-death chain does")
    void steady(double rate, double served, double response, double service, double inService, double blocked) {
        Steady steady = QUEUE.steady(rate);
        assertThat(steady.rate()).isCloseTo(served, within(1e-4));
        assertThat(steady.responseMillis()).isCloseTo(response, within(1e-6));
        assertThat(steady.serviceMillis()).isCloseTo(service, within(1e-6));
        assertThat(steady.inService()).isCloseTo(inService, within(1e-6));
        assertThat(steady.blocked()).isCloseTo(blocked, within(1e-9));
    }

    @ParameterizedTest(name = "first token within {0} ms: {2} replicas for 1000 per second")
    @CsvSource({"10.5,160.312145,7", "12,254.206428,4", "20,342.944072,3"})
    @DisplayName("bears the published rate within a mean time to the first token")
    void first_token(double millis, double rate, int replicas) {
        double largest = QueueingVectorsTest.largest(QUEUE, s -> s.firstTokenMillis() <= millis);
        assertThat(largest).isCloseTo(rate, within(1e-3));
        assertThat(Math.ceil(1000 / largest)).isEqualTo(replicas);
    }

    @Test
    @DisplayName("has a tail above its mean that grows with the load and is infinite beyond what it can serve")
    void tail() {
        double quiet = QUEUE.latencyMillis(.95, 50, 1);
        double busy = QUEUE.latencyMillis(.95, 350, 1);
        assertThat(quiet).isBetween(19.0, 20.5);
        assertThat(busy).isGreaterThan(QUEUE.steady(350).responseMillis());
        assertThat(QUEUE.latencyMillis(.95, 400, 1)).isInfinite();
        assertThat(QUEUE.latencyMillis(.95, 350, 7)).isCloseTo(quiet, within(1e-9));
    }

    @Test
    @DisplayName(
            "errs on the safe side of a simulated replica whose requests all have the same size, by less than half")
    void tail_as_simulated() {
        double[] answered = SimulatedBatch.responses(QUEUE, .3, 60_000, 7);
        double simulated = answered[(int) (.95 * answered.length)];
        assertThat(QUEUE.latencyMillis(.95, 300, 1)).isBetween(simulated, 1.5 * simulated);
    }
}
